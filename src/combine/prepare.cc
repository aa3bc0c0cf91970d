#include "combine/prepare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/parallel.h"
#include "language/words.h"

namespace st::combine {
namespace {

std::string day_of(const Story& story, bool include_open) {
  if (!story.closed.empty()) return story.closed.substr(0, 10);
  if (story.state == StoryState::kOpen && !include_open) return "";
  return story.created.substr(0, std::min<std::size_t>(10, story.created.size()));
}

std::vector<const Story*> in_order(std::span<const Story> stories) {
  std::vector<const Story*> order;
  for (const Story& story : stories) order.push_back(&story);
  std::stable_sort(order.begin(), order.end(),
                   [](const Story* a, const Story* b) { return a->order < b->order; });
  return order;
}

// How much of the backlog each story's area is: one that nearly all share tells little.
void share_areas(std::vector<TimedStory>& stories) {
  std::map<std::string, std::size_t> in_area;
  std::size_t all = 0;
  for (const TimedStory& timed : stories) {
    if (!timed.aside.empty()) continue;
    ++in_area[timed.prepared.reading.area];
    ++all;
  }
  for (TimedStory& timed : stories) {
    if (!timed.aside.empty()) continue;
    const double share =
        static_cast<double>(in_area[timed.prepared.reading.area]) / static_cast<double>(all);
    timed.prepared.reading.area_share = std::round(share * 10.0) / 10.0;
  }
}

// What can be made of one story without the others.
struct ParsedStory {
  std::vector<SegmentedClaim> claims;
  std::vector<ParsedClaim> parsed;
  std::string hash;
};

ParsedStory parse(const Story& story) {
  ParsedStory out;
  out.claims = segment(story);
  for (const SegmentedClaim& claim : out.claims) out.parsed.push_back(parse_claim(claim));
  out.hash = story.content_hash();
  return out;
}

}  // namespace

Backlog prepare(std::span<const Story> stories, const CombineOptions& options, const Progress& progress) {
  const std::vector<const Story*> order = in_order(stories);
  std::vector<ParsedStory> parsed(order.size());
  parallel_for(order.size(), options.jobs == 0 ? default_job_count() : options.jobs,
               [&](std::size_t i) { parsed[i] = parse(*order[i]); });

  Backlog backlog;
  GateOptions gate{options.include_open, backlog.table.terms_of(words_of(options.topic))};
  for (std::size_t i = 0; i < order.size(); ++i) {
    TimedStory timed;
    timed.prepared.story = order[i];
    timed.prepared.claims = std::move(parsed[i].claims);
    timed.hash = std::move(parsed[i].hash);
    for (ParsedClaim& claim : parsed[i].parsed) {
      timed.prepared.readings.push_back(read_claim(std::move(claim), backlog.table));
    }
    timed.prepared.reading = read_story(*order[i], timed.prepared.readings, backlog.table);
    timed.aside = set_aside_reason(*order[i], timed.prepared.reading.all, gate).value_or("");
    timed.day = timed.aside.empty() ? day_of(*order[i], options.include_open) : "";
    timed.prepared.dated = !timed.day.empty();
    if (timed.aside.empty()) backlog.table.count_story(timed.prepared.reading.all);
    backlog.stories.push_back(std::move(timed));
    report_progress(progress, kPrepareCost * (i + 1), (kPrepareCost + kStepCost) * order.size());
  }
  backlog.table.weigh();
  share_areas(backlog.stories);

  std::stable_sort(
      backlog.stories.begin(), backlog.stories.end(), [](const TimedStory& a, const TimedStory& b) {
        const auto key = [](const TimedStory& t) {
          return std::tuple(t.aside.empty(), std::string_view(t.day),
                            std::string_view(t.prepared.story->created), t.prepared.story->order);
        };
        return key(a) < key(b);
      });
  for (std::size_t i = 0; i < backlog.stories.size(); ++i) backlog.stories[i].prepared.index = i;
  return backlog;
}

}  // namespace st::combine
