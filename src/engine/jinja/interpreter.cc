#include "engine/jinja/interpreter.h"

#include <algorithm>
#include <cmath>

#include "base/unicode.h"
#include "engine/jinja/percent_format.h"

namespace st::jinja {
namespace {

constexpr std::size_t kLongestText = std::size_t{64} << 20;

[[noreturn]] void fail_at(std::size_t line, const std::string& what) {
  throw TemplateError("line " + std::to_string(line) + ": " + what);
}

std::uint64_t cost_of(const Value& value) {
  if (value.is_string()) return value.string().size() / 256;
  if (value.is_list()) return value.list().size() / 8;
  if (value.is_dict()) return value.dict().size() / 8;
  return 0;
}

bool holds(const std::string& op, const Value& a, const Value& b) {
  if (op == "==") return equal(a, b);
  if (op == "!=") return !equal(a, b);
  if (op == "in") return contains(b, a);
  if (op == "not in") return !contains(b, a);
  const int order = compare(a, b);
  if (op == "<") return order < 0;
  if (op == ">") return order > 0;
  if (op == "<=") return order <= 0;
  return order >= 0;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

std::int64_t checked(const char* what, bool overflowed, std::int64_t result) {
  if (overflowed) throw TemplateError(std::string("a number too large in ") + what);
  return result;
}

Value power(const Value& a, const Value& b) {
  if (a.is_float() || b.is_float() || b.integer() < 0) return std::pow(a.number(), b.number());
  std::int64_t result = 1;
  for (std::int64_t i = 0; i < b.integer(); ++i) {
    const bool overflowed = __builtin_mul_overflow(result, a.integer(), &result);
    if (overflowed || (i > 128 && a.integer() * a.integer() > 1)) checked("**", true, 0);
    if (i > 128) break;
  }
  return result;
}

}  // namespace

void Interpreter::spend(std::uint64_t steps) {
  steps_ += steps;
  if (steps_ > limits_.steps) throw TemplateError("the template runs too long");
}

std::string Interpreter::run(const Block& block, const Dict& variables) {
  const auto scope = std::make_shared<Scope>();
  add_global_functions(*scope);
  for (const auto& [name, value] : variables) scope->names[name.string()] = value;
  std::string out;
  execute(block, scope, out);
  return out;
}

void Interpreter::write(std::string& out, std::string_view text) {
  written_ += text.size();
  if (written_ > limits_.output_bytes) throw TemplateError("the template writes too much");
  out += text;
}

Interpreter::Flow Interpreter::execute(const Block& block, const ScopePtr& scope, std::string& out) {
  const Deeper deeper(*this);
  for (const Statement& statement : block) {
    const Flow flow = execute_one(statement, scope, out);
    if (flow != Flow::kOn) return flow;
  }
  return Flow::kOn;
}

Interpreter::Flow Interpreter::execute_one(const Statement& statement, const ScopePtr& scope,
                                           std::string& out) {
  spend(1);
  switch (statement.kind) {
    case Statement::Kind::kText:
      write(out, statement.text);
      return Flow::kOn;
    case Statement::Kind::kPrint:
      write(out, to_text(evaluate(*statement.expression, scope)));
      return Flow::kOn;
    case Statement::Kind::kIf:
      return execute(evaluate(*statement.expression, scope).truthy() ? statement.body : statement.otherwise,
                     scope, out);
    case Statement::Kind::kFor:
      return loop(statement, scope, out);
    case Statement::Kind::kSet:
      set(statement, scope);
      return Flow::kOn;
    case Statement::Kind::kSetBlock: {
      std::string text;
      execute(statement.body, std::make_shared<Scope>(Scope{scope, {}}), text);
      if (statement.expression) text = through_filters(*statement.expression, text, scope);
      scope->names[statement.names.front()] = text;
      return Flow::kOn;
    }
    case Statement::Kind::kMacro:
      scope->names[statement.text] = macro(statement, scope);
      return Flow::kOn;
    case Statement::Kind::kCallBlock:
      call_block(statement, scope, out);
      return Flow::kOn;
    case Statement::Kind::kFilter: {
      std::string text;
      execute(statement.body, std::make_shared<Scope>(Scope{scope, {}}), text);
      write(out, through_filters(*statement.expression, text, scope));
      return Flow::kOn;
    }
    case Statement::Kind::kGroup:
      return execute(statement.body, scope, out);
    case Statement::Kind::kBreak:
      return Flow::kBreak;
    case Statement::Kind::kContinue:
      return Flow::kContinue;
  }
  return Flow::kOn;
}

std::string Interpreter::through_filters(const Expression& filters, const std::string& text,
                                         const ScopePtr& scope) {
  const auto inner = std::make_shared<Scope>(Scope{scope, {}});
  inner->names[kBlockText] = text;
  return to_text(evaluate(filters, inner));
}

void Interpreter::bind(const std::vector<std::string>& names, const Value& value, Scope& scope) {
  if (names.size() == 1) {
    scope.names[names.front()] = value;
    return;
  }
  const List items = items_of(value);
  if (items.size() != names.size()) {
    throw TemplateError("expected " + std::to_string(names.size()) + " values, found " +
                        std::to_string(items.size()));
  }
  for (std::size_t i = 0; i < names.size(); ++i) scope.names[names[i]] = items[i];
}

namespace {

Value loop_value(const List& items, std::size_t i) {
  const auto n = static_cast<std::int64_t>(items.size());
  const auto at = static_cast<std::int64_t>(i);
  Dict loop;
  const auto add = [&](const char* name, Value value) { loop.emplace_back(Value(name), std::move(value)); };
  add("index", at + 1);
  add("index0", at);
  add("revindex", n - at);
  add("revindex0", n - at - 1);
  add("first", i == 0);
  add("last", at + 1 == n);
  add("length", n);
  add("depth", std::int64_t{1});
  add("depth0", std::int64_t{0});
  add("previtem", i == 0 ? Value::undefined("loop.previtem") : items[i - 1]);
  add("nextitem", at + 1 == n ? Value::undefined("loop.nextitem") : items[i + 1]);
  add("cycle", Function([i](const Arguments& arguments) {
        if (arguments.positional.empty()) throw TemplateError("loop.cycle: expected values");
        return arguments.positional[i % arguments.positional.size()];
      }));
  return loop;
}

}  // namespace

Interpreter::Flow Interpreter::loop(const Statement& statement, const ScopePtr& scope, std::string& out) {
  const Value iterated = evaluate(*statement.expression, scope);
  List items = items_of(iterated);
  spend(items.size() / 8);
  if (statement.condition) {
    List kept;
    for (const Value& item : items) {
      const auto inner = std::make_shared<Scope>(Scope{scope, {}});
      bind(statement.names, item, *inner);
      if (evaluate(*statement.condition, inner).truthy()) kept.push_back(item);
    }
    items = std::move(kept);
  }
  if (items.empty()) return execute(statement.otherwise, scope, out);
  for (std::size_t i = 0; i < items.size(); ++i) {
    spend(4);
    const auto inner = std::make_shared<Scope>(Scope{scope, {}});
    inner->names["loop"] = loop_value(items, i);
    bind(statement.names, items[i], *inner);
    if (execute(statement.body, inner, out) == Flow::kBreak) break;
  }
  return Flow::kOn;
}

void Interpreter::set(const Statement& statement, const ScopePtr& scope) {
  const Value value = evaluate(*statement.expression, scope);
  if (statement.attribute.empty()) return bind(statement.names, value, *scope);
  for (Scope* at = scope.get(); at != nullptr; at = at->outer.get()) {
    const auto found = at->names.find(statement.names.front());
    if (found == at->names.end()) continue;
    if (!found->second.is_namespace()) fail_at(statement.line, "only a namespace's attributes can be set");
    Dict& dict = found->second.mutable_dict();
    for (auto& [key, old] : dict) {
      if (key.string() != statement.attribute) continue;
      old = value;
      return;
    }
    dict.emplace_back(Value(statement.attribute), value);
    return;
  }
  fail_at(statement.line, "'" + statement.names.front() + "' is not defined");
}

Value Interpreter::macro(const Statement& statement, const ScopePtr& scope) {
  // Macros see what stands around them when they are called, so the scope is held, weakly: it holds them.
  const std::weak_ptr<Scope> around = scope;
  return Function([this, &statement, around](const Arguments& arguments) {
    const ScopePtr outer = around.lock();
    if (!outer) throw TemplateError("the macro " + statement.text + " is called outside of its block");
    return call_macro(statement, outer, arguments);
  });
}

Value Interpreter::call_macro(const Statement& statement, const ScopePtr& scope,
                              const Arguments& arguments) {
  const auto inner = std::make_shared<Scope>(Scope{scope, {}});
  for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
    const Parameter& parameter = statement.parameters[i];
    const Value* given = arguments.find(i, parameter.name);
    if (given != nullptr) {
      inner->names[parameter.name] = *given;
    } else {
      inner->names[parameter.name] =
          parameter.fallback ? evaluate(*parameter.fallback, inner) : Value::undefined(parameter.name);
    }
  }
  for (const auto& [name, value] : arguments.named) {
    if (name == "caller") inner->names["caller"] = value;
  }
  std::string text;
  execute(statement.body, inner, text);
  return text;
}

void Interpreter::call_block(const Statement& statement, const ScopePtr& scope, std::string& out) {
  const Expression& called = *statement.expression;
  const Value function = evaluate(*called.parts[0], scope);
  if (!function.is_function()) fail_at(statement.line, "what is called is no macro");
  Arguments arguments = evaluate_all(called.arguments, scope);
  arguments.named.emplace_back(
      "caller", Function([&](const Arguments& given) { return call_macro(statement, scope, given); }));
  write(out, to_text(function.function()(arguments)));
}

Value Interpreter::evaluate(const Expression& expression, const ScopePtr& scope) {
  const Deeper deeper(*this);
  spend(1);
  try {
    return evaluate_inner(expression, scope);
  } catch (const TemplateError& error) {
    const std::string what = error.what();
    if (what.starts_with("line ")) throw;
    fail_at(expression.line, what);
  }
}

Value Interpreter::evaluate_inner(const Expression& e, const ScopePtr& scope) {
  switch (e.kind) {
    case Expression::Kind::kConstant:
      return e.value;
    case Expression::Kind::kName:
      for (const Scope* at = scope.get(); at != nullptr; at = at->outer.get()) {
        const auto found = at->names.find(e.name);
        if (found != at->names.end()) return found->second;
      }
      return Value::undefined(e.name);
    case Expression::Kind::kList:
    case Expression::Kind::kTuple: {
      List items;
      for (const ExpressionPtr& part : e.parts) items.push_back(evaluate(*part, scope));
      return e.kind == Expression::Kind::kList ? Value(std::move(items)) : Value::tuple(std::move(items));
    }
    case Expression::Kind::kDict: {
      Dict items;
      for (std::size_t i = 0; i < e.parts.size(); i += 2)
        items.emplace_back(evaluate(*e.parts[i], scope), evaluate(*e.parts[i + 1], scope));
      return items;
    }
    case Expression::Kind::kAttribute:
      return attribute(evaluate(*e.parts[0], scope), e.name);
    case Expression::Kind::kItem:
      return item(evaluate(*e.parts[0], scope), evaluate(*e.parts[1], scope));
    case Expression::Kind::kSlice:
      return slice(e, scope);
    case Expression::Kind::kCall:
      return call(e, scope);
    case Expression::Kind::kFilter: {
      const Value value = evaluate(*e.parts[0], scope);
      spend(cost_of(value));
      return filter(e.name, value, evaluate_all(e.arguments, scope));
    }
    case Expression::Kind::kTest:
      return test(e.name, evaluate(*e.parts[0], scope), evaluate_all(e.arguments, scope));
    case Expression::Kind::kNot:
      return !evaluate(*e.parts[0], scope).truthy();
    case Expression::Kind::kNegative: {
      const Value value = evaluate(*e.parts[0], scope);
      if (value.is_float()) return -value.number();
      return arithmetic("-", std::int64_t{0}, value);
    }
    case Expression::Kind::kPositive:
      return arithmetic("+", std::int64_t{0}, evaluate(*e.parts[0], scope));
    case Expression::Kind::kBinary:
      return binary(e, scope);
    case Expression::Kind::kComparison:
      return comparison(e, scope);
    case Expression::Kind::kCondition:
      if (evaluate(*e.parts[1], scope).truthy()) return evaluate(*e.parts[0], scope);
      return e.parts[2] ? evaluate(*e.parts[2], scope) : Value::undefined("the other side of an 'if'");
  }
  return {};
}

Value Interpreter::comparison(const Expression& expression, const ScopePtr& scope) {
  Value left = evaluate(*expression.parts[0], scope);
  for (std::size_t i = 0; i < expression.operators.size(); ++i) {
    Value right = evaluate(*expression.parts[i + 1], scope);
    spend(cost_of(right));
    if (!holds(expression.operators[i], left, right)) return false;
    left = std::move(right);
  }
  return true;
}

Arguments Interpreter::evaluate_all(const CallArguments& arguments, const ScopePtr& scope) {
  Arguments all;
  for (const ExpressionPtr& argument : arguments.positional)
    all.positional.push_back(evaluate(*argument, scope));
  for (const auto& [name, argument] : arguments.named)
    all.named.emplace_back(name, evaluate(*argument, scope));
  if (arguments.more_positional) {
    for (Value& item : items_of(evaluate(*arguments.more_positional, scope)))
      all.positional.push_back(std::move(item));
  }
  if (arguments.more_named) {
    const Value more = evaluate(*arguments.more_named, scope);
    if (!more.is_dict()) throw TemplateError("'**' needs a dict, not " + more.type_name());
    for (const auto& [name, value] : more.dict()) all.named.emplace_back(to_text(name), value);
  }
  spend(all.positional.size() + all.named.size());
  return all;
}

Value Interpreter::call(const Expression& expression, const ScopePtr& scope) {
  const Value function = evaluate(*expression.parts[0], scope);
  if (function.is_undefined()) throw TemplateError("'" + function.undefined_name() + "' is not defined");
  if (!function.is_function()) throw TemplateError("'" + function.type_name() + "' can't be called");
  return function.function()(evaluate_all(expression.arguments, scope));
}

Value Interpreter::attribute(const Value& value, const std::string& name) {
  if (value.is_undefined()) throw TemplateError("'" + value.undefined_name() + "' is not defined");
  Value method = method_of(*this, value, name);
  if (!method.is_undefined()) return method;
  if (value.is_dict()) {
    if (const Value* found = value.find(Value(name))) return *found;
  }
  return Value::undefined(name);
}

Value Interpreter::item(const Value& value, const Value& key) {
  if (value.is_undefined()) throw TemplateError("'" + value.undefined_name() + "' is not defined");
  if (value.is_dict()) {
    spend(value.dict().size() / 8);
    if (const Value* found = value.find(key)) return *found;
    return key.is_string() ? attribute(value, key.string()) : Value::undefined(to_text(key));
  }
  if ((value.is_list() || value.is_string()) && (key.is_integer() || key.is_bool())) {
    const List items = value.is_list() ? List() : items_of(value);
    const List& all = value.is_list() ? value.list() : items;
    spend(items.size() / 8);
    const auto n = static_cast<std::int64_t>(all.size());
    const std::int64_t at = key.integer() < 0 ? key.integer() + n : key.integer();
    if (at < 0 || at >= n) return Value::undefined("item " + to_text(key));
    return all[static_cast<std::size_t>(at)];
  }
  return key.is_string() ? attribute(value, key.string()) : Value::undefined(to_text(key));
}

// Python's slice of a sequence.
Value Interpreter::slice(const Expression& expression, const ScopePtr& scope) {
  const Value value = evaluate(*expression.parts[0], scope);
  if (!value.is_list() && !value.is_string())
    throw TemplateError("'" + value.type_name() + "' has no slices");
  const List items = items_of(value);
  spend(items.size() / 4);
  const auto n = static_cast<std::int64_t>(items.size());
  std::int64_t bounds[3];
  bool given[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const ExpressionPtr& part = expression.parts[i + 1];
    const Value bound = part ? evaluate(*part, scope) : Value(Value::None{});
    given[i] = !bound.is_none();
    bounds[i] = given[i] ? bound.integer() : 0;
  }
  const std::int64_t step = given[2] ? bounds[2] : 1;
  if (step == 0) throw TemplateError("a slice's step can't be 0");
  const auto clip = [&](std::int64_t bound) {
    if (bound < 0) bound += n;
    return step > 0 ? std::clamp<std::int64_t>(bound, 0, n) : std::clamp<std::int64_t>(bound, -1, n - 1);
  };
  const std::int64_t first = given[0] ? clip(bounds[0]) : step > 0 ? 0 : n - 1;
  const std::int64_t last = given[1] ? clip(bounds[1]) : step > 0 ? n : -1;
  List kept;
  for (std::int64_t i = first; step > 0 ? i < last : i > last;) {
    kept.push_back(items[static_cast<std::size_t>(i)]);
    if (__builtin_add_overflow(i, step, &i)) break;
  }
  if (value.is_list()) return value.is_tuple() ? Value::tuple(std::move(kept)) : Value(std::move(kept));
  std::string text;
  for (const Value& one : kept) text += one.string();
  return text;
}

Value Interpreter::binary(const Expression& expression, const ScopePtr& scope) {
  const std::string& op = expression.name;
  Value left = evaluate(*expression.parts[0], scope);
  if (op == "and") return left.truthy() ? evaluate(*expression.parts[1], scope) : left;
  if (op == "or") return left.truthy() ? left : evaluate(*expression.parts[1], scope);
  const Value right = evaluate(*expression.parts[1], scope);
  spend(cost_of(left) + cost_of(right));
  if (op == "~") {
    std::string text = to_text(left) + to_text(right);
    if (text.size() > kLongestText) throw TemplateError("a text over 64 MiB");
    return text;
  }
  return arithmetic(op, left, right);
}

Value Interpreter::add(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) {
    if (a.string().size() + b.string().size() > kLongestText) throw TemplateError("a text over 64 MiB");
    return a.string() + b.string();
  }
  if (a.is_list() && b.is_list() && a.is_tuple() == b.is_tuple()) {
    List both = a.list();
    both.insert(both.end(), b.list().begin(), b.list().end());
    return a.is_tuple() ? Value::tuple(std::move(both)) : Value(std::move(both));
  }
  for (const Value* side : {&a, &b}) {
    if (side->is_undefined()) throw TemplateError("'" + side->undefined_name() + "' is not defined");
  }
  if (!a.is_number() || !b.is_number())
    throw TemplateError("'" + a.type_name() + "' and '" + b.type_name() + "' can't be added");
  if (a.is_float() || b.is_float()) return a.number() + b.number();
  std::int64_t sum = 0;
  const bool overflowed = __builtin_add_overflow(a.integer(), b.integer(), &sum);
  return checked("+", overflowed, sum);
}

Value Interpreter::arithmetic(const std::string& op, const Value& a, const Value& b) {
  if (op == "+") return add(a, b);
  if (op == "*" && (a.is_string() || a.is_list())) {
    const std::int64_t times = std::max<std::int64_t>(0, b.integer());
    const auto size = static_cast<std::uint64_t>(a.is_string() ? a.string().size() : a.list().size());
    if (size > 0 && static_cast<std::uint64_t>(times) > kLongestText / size)
      throw TemplateError("a value too large in *");
    spend(size * static_cast<std::uint64_t>(times) / 8);
    Value made = a.is_string() ? Value("") : Value(List());
    std::string text;
    List items;
    for (std::int64_t i = 0; i < times; ++i) {
      if (a.is_string()) text += a.string();
      if (a.is_list()) items.insert(items.end(), a.list().begin(), a.list().end());
    }
    return a.is_string() ? Value(std::move(text)) : Value(std::move(items));
  }
  if (op == "*" && (b.is_string() || b.is_list())) return arithmetic(op, b, a);
  if (op == "%" && a.is_string()) {
    std::string made = percent_format(a.string(), b);
    spend(made.size() / 64);
    return made;
  }
  if (op == "**") return power(a, b);
  if (op == "/") {
    if (b.number() == 0.0) throw TemplateError("division by zero");
    return a.number() / b.number();
  }
  if (a.is_float() || b.is_float()) {
    const double x = a.number(), y = b.number();
    if (op == "-") return x - y;
    if (op == "*") return x * y;
    if (y == 0.0) throw TemplateError("division by zero");
    return op == "//" ? std::floor(x / y) : x - std::floor(x / y) * y;
  }
  const std::int64_t x = a.integer(), y = b.integer();
  std::int64_t result = 0;
  if (op == "-") {
    const bool overflowed = __builtin_sub_overflow(x, y, &result);
    return checked("-", overflowed, result);
  }
  if (op == "*") {
    const bool overflowed = __builtin_mul_overflow(x, y, &result);
    return checked("*", overflowed, result);
  }
  if (y == 0) throw TemplateError("division by zero");
  if (y == -1) return op == "//" ? arithmetic("-", std::int64_t{0}, a) : Value(std::int64_t{0});
  return op == "//" ? floor_divide(x, y) : x - floor_divide(x, y) * y;
}

}  // namespace st::jinja
