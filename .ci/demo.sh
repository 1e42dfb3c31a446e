#!/usr/bin/env bash
# Runs every application on the samples under Data/ and shows the results on a page: demo/index.html.
set -euo pipefail
cd "$(dirname "$0")/.."

out=demo
page=$out/index.html
programs=$(swift build -c release --show-bin-path)
step="the demonstration"
trap 'echo "make demo stopped: $step failed (see above)" >&2' ERR

begin() {
  step=$1
  echo "== $step"
}

escaped() { sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g'; }

demo_classify() {
  local samples=Data/Samples/digits file answers name
  begin "classify: naming the digits in $samples"
  mkdir -p "$out/classify"
  "$programs/classify" "$samples" --top 3 | tee "$out/classify/answers.txt"
  begin "classify explain: drawing what the network sees"
  "$programs/classify" explain "$samples/4-photo-off-centre.jpg" --out "$out/classify/explain.png"
  begin "classify info: what the network is"
  "$programs/classify" info | tee "$out/classify/info.txt"

  {
    echo '<h2>classify: which digit is it?</h2>'
    echo '<p><code>classify Data/Samples/digits --top 3</code></p><div class="cards">'
    while IFS= read -r line; do
      file=${line%%: *}
      answers=${line#*: }
      name=$(basename "$file")
      cp "$file" "$out/classify/$name"
      printf '<figure><img src="classify/%s" alt=""><figcaption><b>%s</b>%s<small>%s</small></figcaption></figure>\n' \
        "$name" "${answers%% *}" "$(escaped <<<"${answers#* }")" "$name"
    done <"$out/classify/answers.txt"
    echo '</div><h2>classify explain: what the network sees</h2>'
    echo '<p><code>classify explain Data/Samples/digits/4-photo-off-centre.jpg --out explain.png</code></p>'
    echo '<p><img class="wide" src="classify/explain.png" alt="input, filters, maps and probabilities"></p>'
    echo '<h2>classify info: what the network is</h2><p><code>classify info</code></p><pre>'
    escaped <"$out/classify/info.txt"
    echo '</pre>'
  } >>"$page"
}

# Photographs with what is in them.
demo_photos() {
  local samples=Data/Samples/photos file answers name
  begin "classify: naming what is in $samples"
  mkdir -p "$out/photos"
  "$programs/classify" "$samples" | tee "$out/photos/answers.txt"
  begin "classify explain: where the network looks"
  "$programs/classify" explain "$samples/cat.jpg" --out "$out/photos/explain.png"
  {
    echo '<h2>classify: what is in the photograph?</h2>'
    echo '<p><code>classify Data/Samples/photos</code></p><div class="cards">'
    while IFS= read -r line; do
      file=${line%%: *}
      answers=${line#*: }
      name=$(basename "$file")
      cp "$file" "$out/photos/$name"
      printf '<figure><img src="photos/%s" alt=""><figcaption>%s<small>%s</small></figcaption></figure>\n' \
        "$name" "$(escaped <<<"$answers")" "$name"
    done <"$out/photos/answers.txt"
    echo '</div><h2>classify explain: where the network looks</h2>'
    echo '<p><code>classify explain Data/Samples/photos/cat.jpg --out explain.png</code></p>'
    echo '<p><img class="wide" src="photos/explain.png" alt="Grad-CAM, filters and maps"></p>'
  } >>"$page"
}

# Old photographs beside their colours.
demo_colorize() {
  local samples=Data/Samples/colorize file name
  begin "colorize: the photographs in $samples"
  mkdir -p "$out/colorize"
  "$programs/colorize" "$samples" --out "$out/colorize" --overwrite | tee "$out/colorize/answers.txt"
  begin "colorize --hint: a colour by hand"
  "$programs/colorize" "$samples/jeans.jpg" --hint 45,90,#3a5f95 --hint 100,90,#3a5f95 \
    --out "$out/colorize/hint.jpg" --overwrite
  begin "colorize explain: what the network weighs"
  "$programs/colorize" explain "$samples/hat.jpg" --out "$out/colorize/explain.png"

  {
    echo '<h2>colorize: colours for black-and-white photographs</h2>'
    printf '<p><code>colorize %s --out DIR</code></p><div class="cards">\n' "$samples"
    for file in "$samples"/*.jpg; do
      name=$(basename "$file")
      cp "$file" "$out/colorize/grey-$name"
      printf '<figure><img src="colorize/grey-%s" alt=""><img src="colorize/%s" alt=""><figcaption><small>%s</small></figcaption></figure>\n' \
        "$name" "$name" "$name"
    done
    echo '<figure><img src="colorize/hint.jpg" alt=""><figcaption><small>jeans.jpg --hint 45,90,#3a5f95 --hint 100,90,#3a5f95</small></figcaption></figure></div>'
    echo '<p><code>colorize explain hat.jpg --out explain.png</code></p>'
    echo '<p><img class="wide" src="colorize/explain.png" alt="colours at a point, scene, maps"></p>'
  } >>"$page"
}

# What a detector finds in a sample: model, sample.
detected() {
  local sample=Data/Samples/detect/$2 picture=detect/${2%.jpg}.png
  begin "detect --model $1: what is where in $sample"
  "$programs/detect" --model "$1" "$sample" --out "$out/$picture" --overwrite | tee "$out/detect/answers.txt"
  {
    printf '<p><code>detect --model %s %s --out boxes.png</code></p>' "$1" "$sample"
    printf '<p><img class="wide" src="%s" alt="%s in boxes"></p><pre>' "$picture" "$1"
    escaped <"$out/detect/answers.txt"
    echo '</pre>'
  } >>"$page"
}

demo_detect() {
  local sample=Data/Samples/detect/page.jpg
  mkdir -p "$out/detect"
  echo '<h2>detect: what is where?</h2>' >>"$page"
  detected digits page.jpg
  detected digits coffee.jpg
  detected cards cards.jpg
  detected cells cells.jpg
  begin "detect explain: how sure each point is"
  "$programs/detect" explain "$sample" --out "$out/detect/explain.png"
  {
    printf '<p><code>detect explain %s --out explain.png</code></p>' "$sample"
    echo '<p><img class="wide" src="detect/explain.png" alt="scores of all points"></p>'
  } >>"$page"
}

# A letter by hand, its hands, and what is read of it.
demo_handwrite() {
  local samples=Data/Samples/handwrite
  begin "handwrite: a letter"
  mkdir -p "$out/handwrite"
  "$programs/handwrite" --file "$samples/letter.txt" --paper ruled --out "$out/handwrite/letter.png" --overwrite
  "$programs/handwrite" "Happy birthday!" --style 3 --out "$out/handwrite/card.gif" --overwrite
  begin "handwrite styles: some hands"
  "$programs/handwrite" styles --count 20 --out "$out/handwrite/styles.png" --overwrite
  begin "handwrite learn: a hand of a few words"
  "$programs/handwrite" learn --ink "$samples/mine.json" --out "$out/handwrite/hand" --overwrite
  "$programs/handwrite" "This is my own hand." --style "$out/handwrite/hand" \
    --out "$out/handwrite/mine.png" --overwrite
  begin "handwrite read: what other people wrote"
  "$programs/handwrite" read "$samples/notes.json" "$out/handwrite/mine.png" | tee "$out/handwrite/read.txt"
  begin "handwrite explain: which letter is being written"
  "$programs/handwrite" explain "network" --out "$out/handwrite/explain.png" --overwrite
  {
    echo '<h2>handwrite: any text in a human hand</h2>'
    printf '<p><code>handwrite --file %s/letter.txt --paper ruled --out letter.png</code></p>' "$samples"
    echo '<p><img class="wide" src="handwrite/letter.png" alt="a letter"></p>'
    echo '<p><code>handwrite &quot;Happy birthday!&quot; --style 3 --out card.gif</code></p>'
    echo '<p><img class="wide" src="handwrite/card.gif" alt="a pen writes"></p>'
    echo '<p><code>handwrite styles --count 20 --out styles.png</code></p>'
    echo '<p><img class="wide" src="handwrite/styles.png" alt="twenty hands"></p>'
    printf '<p><code>handwrite learn --ink %s/mine.json --out hand; handwrite &quot;This is my own hand.&quot; --style hand --out mine.png</code></p>' "$samples"
    echo '<p><img class="wide" src="handwrite/mine.png" alt="a hand that was learnt"></p>'
    printf '<p><code>handwrite read %s/notes.json mine.png</code></p><pre>' "$samples"
    escaped <"$out/handwrite/read.txt"
    echo '</pre><p><code>handwrite explain network --out explain.png</code></p>'
    echo '<p><img class="wide" src="handwrite/explain.png" alt="letters, and where the pen may go"></p>'
  } >>"$page"
}

# Lines of a file beside their translations: language names, title, sample.
translated() { # from to sample
  local file=Data/Samples/translate/$3.txt
  begin "translate: $1 to $2, the lines of $file"
  "$programs/translate" --from "$1" --to "$2" --file "$file" | tee "$out/translate/$3-$2.txt"
  {
    printf '<p><code>translate --from %s --to %s --file %s</code></p><table>\n' "$1" "$2" "$file"
    paste "$file" "$out/translate/$3-$2.txt" | escaped |
      sed -e 's/^/<tr><td>/' -e 's/\t/<td>/'
    echo '</table>'
  } >>"$page"
}

# The alignment of a sentence, where a font has its characters.
aligned() { # from to sentence
  local picture=translate/attention-$1-$2.png
  begin "translate: which words were looked at, $1 to $2"
  if "$programs/translate" --from "$1" --to "$2" "$3" --attention "$out/$picture"; then
    printf '<p><code>translate --from %s --to %s &quot;%s&quot; --attention attention.png</code></p><p><img src="%s" alt="alignment"></p>\n' \
      "$1" "$2" "$(escaped <<<"$3")" "$picture" >>"$page"
  elif ! grep -q zh <<<"$1$2"; then
    return 1
  fi
}

demo_translate() {
  mkdir -p "$out/translate"
  echo '<h2>translate: sentences in other languages</h2>' >>"$page"
  translated en fr english
  translated fr en french
  translated en zh english
  translated zh en chinese
  aligned en fr "I don't know what you are talking about."
  aligned zh en "我父亲给了我一块新手表。"
}

# Lines of conversations beside the replies; a blank line begins a new conversation.
demo_chat() {
  local talk=Data/Samples/chat/talk.txt
  begin "chat: replies to the lines of $talk"
  mkdir -p "$out/chat"
  "$programs/chat" <"$talk" | tee "$out/chat/replies.txt"
  {
    echo '<h2>chat: a bot to talk to</h2>'
    printf '<p><code>chat &lt; %s</code></p><table>\n' "$talk"
    paste "$talk" "$out/chat/replies.txt" | escaped | sed -e 's/^/<tr><td>/' -e 's/\t/<td>/'
    echo '</table>'
  } >>"$page"
}

demo_play() {
  local game=breakout
  begin "play list: the games"
  mkdir -p "$out/play"
  "$programs/play" list | tee "$out/play/list.txt"
  begin "play $game: recording an agent at play"
  "$programs/play" "$game" --record "$out/play/$game.gif" --frames 200 --speed 12
  begin "play evaluate $game: what it scores"
  "$programs/play" evaluate "$game" --episodes 20 | tee "$out/play/score.txt"

  {
    echo '<h2>play: agents that learnt by playing</h2>'
    printf '<p><code>play %s --record %s.gif</code></p>' "$game" "$game"
    printf '<p><img src="play/%s.gif" alt="an agent plays %s"></p>' "$game" "$game"
    printf '<p><code>play evaluate %s --episodes 20</code></p><pre>' "$game"
    escaped <"$out/play/score.txt"
    echo '</pre><p><code>play list</code></p><pre>'
    escaped <"$out/play/list.txt"
    echo '</pre>'
  } >>"$page"
}

rm -rf "$out"
mkdir -p "$out"
cat >"$page" <<'PAGE'
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Model zoo: the demonstration</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #22262b }
.cards { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0; width: 9.5rem; border: 1px solid #d5dae0; border-radius: .4rem; overflow: hidden }
figure img { width: 100%; height: 9.5rem; object-fit: contain; background: #eef1f4 }
figcaption { padding: .3rem .6rem .5rem; font-size: .8rem }
figcaption b { font-size: 1.6rem; margin-right: .5rem }
figcaption small { display: block; color: #6b7480; overflow-wrap: anywhere }
pre, code { background: #eef1f4; border-radius: .3rem }
pre { padding: .8rem; overflow-x: auto }
code { padding: .15rem .35rem }
td { padding: .15rem .8rem .15rem 0; vertical-align: top }
.wide { max-width: 100% }
</style>
<h1>What the applications make of the samples</h1>
PAGE
demo_classify
demo_photos
demo_colorize
demo_detect
demo_handwrite
demo_translate
demo_chat
demo_play
echo '</html>' >>"$page"
echo
echo "The results are in $out/; open $page in a browser."
