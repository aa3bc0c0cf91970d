#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/jinja/value.h"

namespace st::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

// A call's or a filter's arguments.
struct CallArguments {
  std::vector<ExpressionPtr> positional;
  std::vector<std::pair<std::string, ExpressionPtr>> named;
  ExpressionPtr more_positional;  // *list, after the others; null where absent
  ExpressionPtr more_named;       // **dict
};

struct Expression {
  enum class Kind {
    kConstant,    // value
    kName,        // name
    kList,        // parts
    kTuple,       // parts
    kDict,        // parts: key, value, key, value
    kAttribute,   // parts[0].name
    kItem,        // parts[0][parts[1]]
    kSlice,       // parts[0][parts[1]:parts[2]:parts[3]], null where absent
    kCall,        // parts[0](arguments)
    kFilter,      // parts[0] | name(arguments)
    kTest,        // parts[0] is name(arguments)
    kNot,         // not parts[0]
    kNegative,    // -parts[0]
    kPositive,    // +parts[0]
    kBinary,      // parts[0] name parts[1]; "and" and "or" look at the right side only where they must
    kComparison,  // parts[0] operators[0] parts[1] operators[1] parts[2] ...
    kCondition,   // parts[0] if parts[1] else parts[2]; parts[2] null where absent
  };
  Kind kind = Kind::kConstant;
  std::size_t line = 0;
  Value value;
  std::string name;
  std::vector<std::string> operators;
  std::vector<ExpressionPtr> parts;
  CallArguments arguments;
};

struct Statement;
using Block = std::vector<Statement>;

struct Parameter {
  std::string name;
  ExpressionPtr fallback;  // may be null
};

struct Statement {
  enum class Kind {
    kText,       // text
    kPrint,      // expression
    kIf,         // expression, body, otherwise
    kFor,        // names in expression if condition: body, else otherwise
    kSet,        // names = expression, or name.attribute = expression
    kSetBlock,   // names[0] = body, through filters in expression where it is not null
    kMacro,      // text(parameters): body
    kCallBlock,  // call(parameters) expression: body is caller()
    kFilter,     // body through expression, whose innermost part is a name that no template can write
    kGroup,      // body: generation blocks
    kBreak,
    kContinue,
  };
  Kind kind = Kind::kText;
  std::size_t line = 0;
  std::string text;
  std::vector<std::string> names;
  std::string attribute;
  ExpressionPtr expression;
  ExpressionPtr condition;
  std::vector<Parameter> parameters;
  Block body;
  Block otherwise;
};

// Where a filter block's or set block's text enters its filters.
inline constexpr const char* kBlockText = "*block*";

}  // namespace st::jinja
