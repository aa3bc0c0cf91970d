#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "engine/jinja/syntax.h"

namespace st::jinja {

// What a template may use up: it comes out of a downloaded file.
struct RenderLimits {
  std::uint64_t steps = 20'000'000;
  std::size_t output_bytes = std::size_t{64} << 20;
  int depth = 1000;  // expressions, blocks and macros inside each other
};

// Names, innermost first.
struct Scope {
  std::shared_ptr<Scope> outer;
  std::map<std::string, Value, std::less<>> names;
};

// Runs one template once. It sees its variables and nothing else of the world. Thread rule: one thread.
class Interpreter {
 public:
  explicit Interpreter(const RenderLimits& limits) : limits_(limits) {}

  // TemplateError, with the line where there is one.
  std::string run(const Block& block, const Dict& variables);

  Value filter(const std::string& name, const Value& value, const Arguments& arguments);
  bool test(const std::string& name, const Value& value, const Arguments& arguments);
  // value.name and value[key], Undefined where there is none.
  Value attribute(const Value& value, const std::string& name);
  Value item(const Value& value, const Value& key);
  // Takes steps; what makes large values takes more.
  void spend(std::uint64_t steps);

 private:
  enum class Flow { kOn, kBreak, kContinue };
  using ScopePtr = std::shared_ptr<Scope>;

  Flow execute(const Block& block, const ScopePtr& scope, std::string& out);
  Flow execute_one(const Statement& statement, const ScopePtr& scope, std::string& out);
  Flow loop(const Statement& statement, const ScopePtr& scope, std::string& out);
  void set(const Statement& statement, const ScopePtr& scope);
  Value macro(const Statement& statement, const ScopePtr& scope);
  Value call_macro(const Statement& statement, const ScopePtr& scope, const Arguments& arguments);
  void call_block(const Statement& statement, const ScopePtr& scope, std::string& out);
  std::string through_filters(const Expression& filters, const std::string& text, const ScopePtr& scope);
  void write(std::string& out, std::string_view text);

  Value evaluate(const Expression& expression, const ScopePtr& scope);
  Value evaluate_inner(const Expression& expression, const ScopePtr& scope);
  Value comparison(const Expression& expression, const ScopePtr& scope);
  Value call(const Expression& expression, const ScopePtr& scope);
  Value slice(const Expression& expression, const ScopePtr& scope);
  Value binary(const Expression& expression, const ScopePtr& scope);
  Value arithmetic(const std::string& op, const Value& a, const Value& b);
  Value add(const Value& a, const Value& b);
  Arguments evaluate_all(const CallArguments& arguments, const ScopePtr& scope);
  static void bind(const std::vector<std::string>& names, const Value& value, Scope& scope);

  // Holds its place in the nesting while it stands.
  struct Deeper {
    explicit Deeper(Interpreter& inside) : interpreter(inside) {
      if (++interpreter.depth_ > interpreter.limits_.depth) throw TemplateError("nested too deep");
    }
    ~Deeper() { --interpreter.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Interpreter& interpreter;
  };

  RenderLimits limits_;
  std::uint64_t steps_ = 0;
  std::size_t written_ = 0;
  int depth_ = 0;
};

// The functions every template has: range, namespace, dict, raise_exception, cycler, joiner.
void add_global_functions(Scope& scope);
// str.strip, dict.items and the like, bound to the value; Undefined where it has no such method.
Value method_of(Interpreter& interpreter, const Value& value, const std::string& name);

}  // namespace st::jinja
