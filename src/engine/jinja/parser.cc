#include "engine/jinja/parser.h"

#include <algorithm>
#include <initializer_list>

#include "engine/jinja/expression_parser.h"
#include "engine/jinja/lexer.h"
#include "engine/jinja/token_cursor.h"

namespace st::jinja {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view source) : tokens_(tokenize(source)) {}

  Block run() {
    Block block = block_until({});
    if (tokens_.peek().kind != Token::Kind::kEnd)
      tokens_.fail("'" + tokens_.peek(1).text + "' without what it ends");
    return block;
  }

 private:
  bool at_tag(std::initializer_list<std::string_view> names) const {
    if (tokens_.peek().kind != Token::Kind::kBlockBegin) return false;
    return std::find(names.begin(), names.end(), tokens_.peek(1).text) != names.end();
  }

  // Up to a tag of one of these names, which stays.
  Block block_until(std::initializer_list<std::string_view> ends) {
    const TokenCursor::Deeper deeper(tokens_);
    Block block;
    while (tokens_.peek().kind != Token::Kind::kEnd && !at_tag(ends)) {
      if (tokens_.peek().kind == Token::Kind::kBlockBegin && tokens_.peek(1).text.starts_with("end"))
        return block;
      if (tokens_.peek().kind == Token::Kind::kBlockBegin &&
          (tokens_.peek(1).text == "else" || tokens_.peek(1).text == "elif"))
        return block;
      block.push_back(statement());
    }
    return block;
  }

  void end_tag(std::string_view name) {
    if (!at_tag({name})) tokens_.fail("expected {% " + std::string(name) + " %}");
    tokens_.skip(2);
    tokens_.want_block_end();
  }

  Statement made(Statement::Kind kind) const {
    Statement statement;
    statement.kind = kind;
    statement.line = tokens_.peek().line;
    return statement;
  }

  Statement statement() {
    if (tokens_.peek().kind == Token::Kind::kText) {
      Statement text = made(Statement::Kind::kText);
      text.text = tokens_.next().text;
      return text;
    }
    if (tokens_.peek().kind == Token::Kind::kPrintBegin) {
      tokens_.skip();
      Statement print = made(Statement::Kind::kPrint);
      print.expression = expressions_.tuple_or_expression();
      tokens_.want(Token::Kind::kPrintEnd, "'}}'");
      return print;
    }
    if (tokens_.next().kind != Token::Kind::kBlockBegin) tokens_.fail("expected text or a tag");
    return tag();
  }

  Statement tag() {
    if (tokens_.take_word("if")) return if_tag();
    if (tokens_.take_word("for")) return for_tag();
    if (tokens_.take_word("set")) return set_tag();
    if (tokens_.take_word("macro")) return macro_tag();
    if (tokens_.take_word("call")) return call_tag();
    if (tokens_.take_word("filter")) return filter_tag();
    if (tokens_.take_word("generation")) return group_tag("endgeneration");
    if (tokens_.take_word("break")) return word_tag(Statement::Kind::kBreak);
    if (tokens_.take_word("continue")) return word_tag(Statement::Kind::kContinue);
    tokens_.fail(
        "the tag '" + tokens_.peek().text +
        "' is not known; known are if, for, set, macro, call, filter, generation, break, continue, raw");
  }

  Statement word_tag(Statement::Kind kind) {
    Statement word = made(kind);
    tokens_.want_block_end();
    return word;
  }

  Statement group_tag(std::string_view end) {
    Statement group = made(Statement::Kind::kGroup);
    tokens_.want_block_end();
    group.body = block_until({end});
    end_tag(end);
    return group;
  }

  Statement if_tag() {
    const TokenCursor::Deeper deeper(tokens_);
    Statement result = made(Statement::Kind::kIf);
    result.expression = expressions_.tuple_or_expression();
    tokens_.want_block_end();
    result.body = block_until({"elif", "else", "endif"});
    if (at_tag({"elif"})) {
      tokens_.skip(2);
      result.otherwise.push_back(if_tag());
      return result;
    }
    if (at_tag({"else"})) {
      tokens_.skip(2);
      tokens_.want_block_end();
      result.otherwise = block_until({"endif"});
    }
    end_tag("endif");
    return result;
  }

  std::vector<std::string> name_list() {
    const bool bracketed = tokens_.take_op("(");
    std::vector<std::string> names = {tokens_.want_name()};
    while (tokens_.take_op(",")) names.push_back(tokens_.want_name());
    if (bracketed) tokens_.want_op(")");
    return names;
  }

  Statement for_tag() {
    Statement loop = made(Statement::Kind::kFor);
    loop.names = name_list();
    tokens_.want_word("in");
    loop.expression = expressions_.or_expression();
    if (tokens_.is_op(",")) {
      auto tuple = expressions_.node(Expression::Kind::kTuple);
      tuple->parts.push_back(std::move(loop.expression));
      while (tokens_.take_op(",")) tuple->parts.push_back(expressions_.or_expression());
      loop.expression = std::move(tuple);
    }
    if (tokens_.take_word("if")) loop.condition = expressions_.expression();
    if (tokens_.take_word("recursive")) tokens_.fail("recursive loops are not known");
    tokens_.want_block_end();
    loop.body = block_until({"else", "endfor"});
    if (at_tag({"else"})) {
      tokens_.skip(2);
      tokens_.want_block_end();
      loop.otherwise = block_until({"endfor"});
    }
    end_tag("endfor");
    return loop;
  }

  Statement set_tag() {
    Statement set = made(Statement::Kind::kSet);
    set.names = name_list();
    if (set.names.size() == 1 && tokens_.take_op(".")) set.attribute = tokens_.want_name();
    if (tokens_.take_op("=")) {
      set.expression = expressions_.tuple_or_expression();
      tokens_.want_block_end();
      return set;
    }
    set.kind = Statement::Kind::kSetBlock;
    if (tokens_.is_op("|")) set.expression = expressions_.filters(block_text());
    tokens_.want_block_end();
    set.body = block_until({"endset"});
    end_tag("endset");
    return set;
  }

  ExpressionPtr block_text() const {
    auto text = expressions_.node(Expression::Kind::kName);
    text->name = kBlockText;
    return text;
  }

  std::vector<Parameter> parameters() {
    std::vector<Parameter> list;
    tokens_.want_op("(");
    while (!tokens_.is_op(")")) {
      Parameter parameter;
      parameter.name = tokens_.want_name();
      if (tokens_.take_op("=")) parameter.fallback = expressions_.expression();
      list.push_back(std::move(parameter));
      if (!tokens_.take_op(",")) break;
    }
    tokens_.want_op(")");
    return list;
  }

  Statement macro_tag() {
    Statement macro = made(Statement::Kind::kMacro);
    macro.text = tokens_.want_name();
    macro.parameters = parameters();
    tokens_.want_block_end();
    macro.body = block_until({"endmacro"});
    end_tag("endmacro");
    return macro;
  }

  Statement call_tag() {
    Statement call = made(Statement::Kind::kCallBlock);
    if (tokens_.is_op("(")) call.parameters = parameters();
    call.expression = expressions_.expression();
    if (call.expression->kind != Expression::Kind::kCall) tokens_.fail("expected a call behind 'call'");
    tokens_.want_block_end();
    call.body = block_until({"endcall"});
    end_tag("endcall");
    return call;
  }

  Statement filter_tag() {
    Statement filter = made(Statement::Kind::kFilter);
    filter.expression = expressions_.one_filter(block_text());
    if (tokens_.is_op("|")) filter.expression = expressions_.filters(std::move(filter.expression));
    tokens_.want_block_end();
    filter.body = block_until({"endfilter"});
    end_tag("endfilter");
    return filter;
  }

  TokenCursor tokens_;
  ExpressionParser expressions_{tokens_};
};

}  // namespace

Block parse(std::string_view source) {
  return Parser(source).run();
}

}  // namespace st::jinja
