// SentencePiece (Kudo & Richardson 2018) behind plain C functions: no exception leaves them, and a failure
// comes back as a message.
#ifndef C_SENTENCE_PIECE_H
#define C_SENTENCE_PIECE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct SubwordModel SubwordModel;

// Bytes of text or numbers of pieces, to be given back with `subword_free`; `message` is set where a call failed.
typedef struct {
  void *start;
  size_t count;
  char *message;
} SubwordBuffer;

void subword_free(SubwordBuffer *buffer);

// A tokenizer from the bytes of a model file; NULL, and why in `failure`, where these are none.
SubwordModel *subword_open(const uint8_t *bytes, size_t count, SubwordBuffer *failure);
void subword_close(SubwordModel *model);

int32_t subword_count(const SubwordModel *model);
// The number of a piece; that of the unknown piece where there is no such piece.
int32_t subword_id(const SubwordModel *model, const char *piece);
// The text of a piece, valid as long as the model; "" outside 0..<count.
const char *subword_piece(const SubwordModel *model, int32_t id);

// Text (UTF-8) → int32_t numbers.
SubwordBuffer subword_encode(const SubwordModel *model, const char *text, size_t count);
// Numbers → text (UTF-8).
SubwordBuffer subword_decode(const SubwordModel *model, const int32_t *ids, size_t count);

// Learns a tokenizer from `count` sentences, each `lengths[i]` bytes, and gives the bytes of its model file.
// `options` are those of spm_train as "name=value" with spaces between them.
SubwordBuffer subword_train(
    const char *options, const char *const *sentences, const size_t *lengths, size_t count);

#ifdef __cplusplus
}
#endif
#endif
