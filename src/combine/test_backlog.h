#pragma once

#include <string>
#include <utility>
#include <vector>

#include "story/story.h"

namespace st::combine {

// For tests: backlogs written story by story, in the order of the input.
class TestBacklog {
 public:
  TestBacklog& add(std::string id, std::string closed, std::string title, std::string criteria,
                   std::string description = "") {
    Story story;
    story.id = std::move(id);
    story.type = "User Story";
    story.state = StoryState::kDone;
    story.created = "2020-01-01";
    story.closed = std::move(closed);
    story.area = "Desk";
    story.fields.push_back({"title", std::move(title)});
    if (!description.empty()) story.fields.push_back({"description", std::move(description)});
    if (!criteria.empty()) story.fields.push_back({"acceptance_criteria", std::move(criteria)});
    story.order = stories_.size();
    stories_.push_back(std::move(story));
    return *this;
  }

  Story& last() { return stories_.back(); }
  std::vector<Story>& stories() { return stories_; }

 private:
  std::vector<Story> stories_;
};

}  // namespace st::combine
