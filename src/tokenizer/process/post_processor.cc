#include "tokenizer/process/post_processor.h"

#include <algorithm>

#include "tokenizer/text/byte_chars.h"

namespace st {
namespace {

template <typename Put>
void put_columns(Encoding& into, Encoding& from, Put put) {
  put(into.ids, from.ids);
  put(into.offsets, from.offsets);
  put(into.type_ids, from.type_ids);
  put(into.attention_mask, from.attention_mask);
  put(into.special_tokens_mask, from.special_tokens_mask);
  put(into.sequence, from.sequence);
  put(into.tokens, from.tokens);
}

void put_before(Encoding& into, Encoding& from) {
  put_columns(into, from, [](auto& to, auto& column) {
    to.insert(to.begin(), std::make_move_iterator(column.begin()), std::make_move_iterator(column.end()));
  });
}

void put_behind(Encoding& into, Encoding& from) {
  put_columns(into, from, [](auto& to, auto& column) {
    to.insert(to.end(), std::make_move_iterator(column.begin()), std::make_move_iterator(column.end()));
  });
}

void set_type(Encoding& encoding, std::uint8_t type_id) {
  encoding.type_ids.assign(encoding.size(), type_id);
}

class Template : public PostProcessor {
 public:
  Template(std::vector<TemplatePiece> single, std::vector<TemplatePiece> pair)
      : single_(std::move(single)), pair_(std::move(pair)) {}

  void apply(std::vector<Encoding>& parts, bool add_special_tokens) const override {
    std::vector<Encoding> out;
    for (const TemplatePiece& piece : parts.size() > 1 ? pair_ : single_) {
      if (piece.sequence < 0) {
        if (add_special_tokens) out.push_back(special_encoding(piece.special, piece.type_id));
      } else if (static_cast<std::size_t>(piece.sequence) < parts.size()) {
        // A template may name one text twice.
        Encoding& part = parts[static_cast<std::size_t>(piece.sequence)];
        const bool again = uses(parts.size() > 1 ? pair_ : single_, piece.sequence) > 1;
        out.push_back(again ? part : std::move(part));
        set_type(out.back(), piece.type_id);
      }
    }
    parts = std::move(out);
  }

  std::size_t added_tokens(bool pair) const override {
    std::size_t count = 0;
    for (const TemplatePiece& piece : pair ? pair_ : single_) count += piece.special.size();
    return count;
  }

 private:
  static std::size_t uses(const std::vector<TemplatePiece>& pieces, int sequence) {
    return static_cast<std::size_t>(std::count_if(
        pieces.begin(), pieces.end(), [&](const TemplatePiece& p) { return p.sequence == sequence; }));
  }

  std::vector<TemplatePiece> single_;
  std::vector<TemplatePiece> pair_;
};

// Takes the spaces that a byte-level token begins and ends with out of its offsets.
class OffsetTrimmer {
 public:
  OffsetTrimmer(bool add_prefix_space, const Vocabulary& vocabulary) : add_prefix_space_(add_prefix_space) {
    std::string space;
    append_byte_chars(" ", space);
    spaces_.resize(vocabulary.id_limit());
    for (TokenId id = 0; id < spaces_.size(); ++id) spaces_[id] = count_spaces(vocabulary.token(id), space);
  }

  void apply(Encoding& encoding) const {
    for (std::size_t i = 0; i < encoding.size(); ++i) {
      if (encoding.ids[i] >= spaces_.size()) continue;
      const Spaces spaces = spaces_[encoding.ids[i]];
      ByteSpan& span = encoding.offsets[i];
      const bool put_in = keeps_start(i, span);
      if (!put_in) span.start = std::min(span.start + spaces.leading, span.end);
      if (put_in && spaces.only) span.end = span.start;
      if (spaces.trailing > 0 && span.end >= spaces.trailing)
        span.end = std::max(span.end - spaces.trailing, span.start);
    }
    for (const WidenedToken& token : encoding.widened) {
      ByteSpan& span = encoding.offsets[token.index];
      if (!keeps_start(token.index, span)) span.start = token.inner.start;
      span.end = token.inner.end;
    }
  }

 private:
  struct Spaces {
    std::uint16_t leading = 0;
    std::uint16_t trailing = 0;
    bool only = false;  // the token is nothing but spaces
  };

  // The space before the first token was put in, and is not in the text.
  bool keeps_start(std::size_t index, ByteSpan span) const {
    return add_prefix_space_ && (index == 0 || span.start == 0);
  }

  static Spaces count_spaces(std::string_view token, const std::string& space) {
    Spaces spaces;
    for (std::string_view left = token; left.starts_with(space); left.remove_prefix(space.size()))
      ++spaces.leading;
    for (std::string_view left = token; left.ends_with(space); left.remove_suffix(space.size()))
      ++spaces.trailing;
    spaces.only = spaces.leading > 0 && spaces.leading * space.size() == token.size();
    return spaces;
  }

  bool add_prefix_space_;
  std::vector<Spaces> spaces_;
};

class ByteLevelProcessor : public PostProcessor {
 public:
  explicit ByteLevelProcessor(OffsetTrimmer trimmer, bool trim)
      : trimmer_(std::move(trimmer)), trim_(trim) {}
  void apply(std::vector<Encoding>& parts, bool) const override {
    if (!trim_) return;
    for (Encoding& part : parts) trimmer_.apply(part);
  }
  std::size_t added_tokens(bool) const override { return 0; }

 private:
  OffsetTrimmer trimmer_;
  bool trim_;
};

class Roberta : public PostProcessor {
 public:
  Roberta(PostProcessorPtr trimmer, PostProcessorPtr around)
      : trimmer_(std::move(trimmer)), around_(std::move(around)) {}
  void apply(std::vector<Encoding>& parts, bool add_special_tokens) const override {
    trimmer_->apply(parts, add_special_tokens);
    around_->apply(parts, add_special_tokens);
  }
  std::size_t added_tokens(bool pair) const override { return around_->added_tokens(pair); }

 private:
  PostProcessorPtr trimmer_;
  PostProcessorPtr around_;
};

class Sequence : public PostProcessor {
 public:
  explicit Sequence(std::vector<PostProcessorPtr> parts) : parts_(std::move(parts)) {}
  void apply(std::vector<Encoding>& parts, bool add_special_tokens) const override {
    for (const PostProcessorPtr& part : parts_) part->apply(parts, add_special_tokens);
  }
  std::size_t added_tokens(bool pair) const override {
    std::size_t count = 0;
    for (const PostProcessorPtr& part : parts_) count += part->added_tokens(pair);
    return count;
  }

 private:
  std::vector<PostProcessorPtr> parts_;
};

}  // namespace

Encoding special_encoding(const std::vector<SpecialToken>& tokens, std::uint8_t type_id) {
  Encoding encoding;
  for (const SpecialToken& token : tokens) {
    encoding.ids.push_back(token.id);
    encoding.tokens.push_back(token.content);
  }
  encoding.offsets.assign(tokens.size(), ByteSpan{});
  encoding.type_ids.assign(tokens.size(), type_id);
  encoding.attention_mask.assign(tokens.size(), 1);
  encoding.special_tokens_mask.assign(tokens.size(), 1);
  encoding.sequence.assign(tokens.size(), kNoSequence);
  return encoding;
}

Encoding concatenate(std::vector<Encoding> parts) {
  if (parts.empty()) return {};
  // The longest part stays where it is; in nearly every text the others are a token or two.
  const auto longer = [](const Encoding& a, const Encoding& b) { return a.size() < b.size(); };
  const auto longest = std::max_element(parts.begin(), parts.end(), longer);
  Encoding out = std::move(*longest);
  out.widened.clear();
  for (auto part = longest; part != parts.begin();) put_before(out, *--part);
  for (auto part = longest + 1; part != parts.end(); ++part) put_behind(out, *part);
  return out;
}

PostProcessorPtr make_template(std::vector<TemplatePiece> single, std::vector<TemplatePiece> pair) {
  return std::make_unique<Template>(std::move(single), std::move(pair));
}

PostProcessorPtr make_bert_processor(SpecialToken cls, SpecialToken sep) {
  const TemplatePiece begin{-1, {cls}, 0};
  const TemplatePiece end{-1, {sep}, 0};
  const TemplatePiece end_of_pair{-1, {sep}, 1};
  return make_template({begin, {0, {}, 0}, end}, {begin, {0, {}, 0}, end, {1, {}, 1}, end_of_pair});
}

PostProcessorPtr make_roberta_processor(SpecialToken cls, SpecialToken sep, bool trim_offsets,
                                        bool add_prefix_space, const Vocabulary& vocabulary) {
  const TemplatePiece begin{-1, {cls}, 0};
  const TemplatePiece end{-1, {sep}, 0};
  return std::make_unique<Roberta>(
      make_byte_level_processor(trim_offsets, add_prefix_space, vocabulary),
      make_template({begin, {0, {}, 0}, end}, {begin, {0, {}, 0}, end, end, {1, {}, 0}, end}));
}

PostProcessorPtr make_byte_level_processor(bool trim_offsets, bool add_prefix_space,
                                           const Vocabulary& vocabulary) {
  return std::make_unique<ByteLevelProcessor>(OffsetTrimmer(add_prefix_space, vocabulary), trim_offsets);
}

PostProcessorPtr make_sequence(std::vector<PostProcessorPtr> parts) {
  return std::make_unique<Sequence>(std::move(parts));
}

}  // namespace st
