#include "CSentencePiece.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

struct SubwordModel {
  sentencepiece::SentencePieceProcessor processor;
  std::vector<std::string> pieces;
};

namespace {

SubwordBuffer holding(const void *start, size_t size, size_t count) {
  SubwordBuffer buffer = {};
  buffer.start = std::malloc(size > 0 ? size : 1);
  if (buffer.start == nullptr) {
    buffer.message = strdup("out of memory");
  } else if (size > 0) {
    std::memcpy(buffer.start, start, size);
    buffer.count = count;
  }
  return buffer;
}

SubwordBuffer failure(const std::string &reason) {
  SubwordBuffer buffer = {};
  buffer.message = strdup(reason.c_str());
  return buffer;
}

// What `work` gives, or why it failed.
template <typename Work>
SubwordBuffer guarded(Work work) {
  try {
    return work();
  } catch (const std::exception &error) {
    return failure(error.what());
  } catch (...) {
    return failure("unknown failure");
  }
}

// "name=value name=value" as a table.
std::unordered_map<std::string, std::string> table(const std::string &options) {
  std::unordered_map<std::string, std::string> entries;
  std::istringstream words(options);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    if (equals != std::string::npos) entries[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return entries;
}

class Sentences : public sentencepiece::SentenceIterator {
 public:
  Sentences(const char *const *starts, const size_t *lengths, size_t count)
      : starts_(starts), lengths_(lengths), count_(count) {
    load();
  }
  bool done() const override { return index_ >= count_; }
  void Next() override {
    index_++;
    load();
  }
  const std::string &value() const override { return current_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  void load() {
    if (index_ < count_) current_.assign(starts_[index_], lengths_[index_]);
  }
  const char *const *starts_;
  const size_t *lengths_;
  size_t count_, index_ = 0;
  std::string current_;
};

}  // namespace

void subword_free(SubwordBuffer *buffer) {
  std::free(buffer->start);
  std::free(buffer->message);
  *buffer = {};
}

SubwordModel *subword_open(const uint8_t *bytes, size_t count, SubwordBuffer *out) {
  SubwordModel *model = nullptr;
  *out = guarded([&]() -> SubwordBuffer {
    model = new SubwordModel;
    const absl::string_view serialized(reinterpret_cast<const char *>(bytes), count);
    const auto status = model->processor.LoadFromSerializedProto(serialized);
    if (!status.ok()) return failure(status.ToString());
    for (int id = 0; id < model->processor.GetPieceSize(); id++)
      model->pieces.push_back(model->processor.IdToPiece(id));
    return {};
  });
  if (out->message != nullptr) {
    delete model;
    return nullptr;
  }
  return model;
}

void subword_close(SubwordModel *model) { delete model; }

int32_t subword_count(const SubwordModel *model) { return (int32_t)model->pieces.size(); }

int32_t subword_id(const SubwordModel *model, const char *piece) {
  return model->processor.PieceToId(piece);
}

const char *subword_piece(const SubwordModel *model, int32_t id) {
  return id >= 0 && id < subword_count(model) ? model->pieces[id].c_str() : "";
}

SubwordBuffer subword_encode(const SubwordModel *model, const char *text, size_t count) {
  return guarded([&]() -> SubwordBuffer {
    std::vector<int> ids;
    const auto status = model->processor.Encode(absl::string_view(text, count), &ids);
    if (!status.ok()) return failure(status.ToString());
    return holding(ids.data(), ids.size() * sizeof(int32_t), ids.size());
  });
}

SubwordBuffer subword_decode(const SubwordModel *model, const int32_t *ids, size_t count) {
  return guarded([&]() -> SubwordBuffer {
    std::string text;
    const auto status = model->processor.Decode(std::vector<int>(ids, ids + count), &text);
    if (!status.ok()) return failure(status.ToString());
    return holding(text.data(), text.size(), text.size());
  });
}

SubwordBuffer subword_train(
    const char *options, const char *const *sentences, const size_t *lengths, size_t count) {
  return guarded([&]() -> SubwordBuffer {
    Sentences iterator(sentences, lengths, count);
    std::string model;
    const auto status = sentencepiece::SentencePieceTrainer::Train(table(options), &iterator, &model);
    if (!status.ok()) return failure(status.ToString());
    return holding(model.data(), model.size(), model.size());
  });
}
