// The words by which a sentence is understood. All lower case, as typed::plain leaves them; Latin words match whole
// words only.
#pragma once

#include "domain/form/free_text.hpp"

#include <string_view>

namespace todoke::free_text::words {

// clang-format off

struct Spelling {
    std::string_view kana, kanji;
};

// The words all of this turns on, as they are also typed.
inline constexpr Spelling spellings[] = {
    {"やすみ", "休み"}, {"やすま", "休ま"}, {"やすむ", "休む"}, {"やすん", "休ん"}, {"おくれ", "遅れ"}, {"おそく", "遅く"},
    {"けっせき", "欠席"}, {"ちこく", "遅刻"}, {"そうたい", "早退"}, {"とうこう", "登校"}, {"がっこう", "学校"}, {"いけません", "行けません"},
    {"いけない", "行けない"}, {"かよう", "通う"}, {"お休みm", "お休み"}, {"学校 ", "学校"},
};

// Things other than the school day that one can be absent from or late for.
inline constexpr std::string_view other_things[] = {
    "体育", "ぷーる", "ぷる", "水泳", "部活", "くらぶ", "学童", "塾", "習い事", "習いごと", "朝練", "委員会", "懇談会", "保護者会", "参観",
    "面談", "pta", "仕事", "会社", "ぱーと", "ぱと", "給食", "児童館", "お迎え", "迎え", "提出", "支払い", "集金", "帰り", "連絡", "返信",
    "返事", "帰宅", "係", "練習", "すいみんぐ", "びあの", "ぴあの",
};

// Words that contain 休, 遅 or 欠席 and state nothing about a coming day. They are taken out before anything is looked for, longer
// ones before the shorter ones inside them.
inline constexpr std::string_view not_stated[] = {
    // breaks
    "夏休み", "冬休み", "春休み", "秋休み", "昼休み", "中休みに", "中休みの", "休み時間", "休み明け", "連休", "休日",
    "お休みなさい", "休みなさい", "休みの日", "休み中", "休みの間", "休みがち", "代休", "振替休", "有休", "休職", "育休", "休校",
    // the papers and the apology
    "欠席届", "欠席日数", "欠席扱い", "欠席者", "欠席の場合", "欠席連絡の", "遅刻届", "遅刻扱い", "遅刻の場合", "遅れてすみません",
    "遅れて申し訳", "遅れてごめん", "遅れて失礼", "遅くなってすみません", "遅くなって申し訳", "遅くなってごめん", "遅くなりすみません",
    "遅くなり申し訳", "遅れまして", "遅くなりまして", "遅くにすみません", "遅くに申し訳", "遅くに失礼", "夜遅く", "朝遅く",
    "遅れないよう", "遅れていた", "late reply", "late response", "late notice", "late message", "too late", "see you later",
    "sick leave", "late homework", "late fee", "late for the meeting",
    // past
    "休ませていただきました", "休ませてもらいました", "休ませました", "お休みしました", "お休みでした", "休みでした",
    "休みだった", "休みました", "休んでしまい", "欠席させていただきました", "遅刻させて", "欠席の連絡をしました", "欠席連絡をしました",
    "連絡をしました", "連絡しました", "連絡いたしました", "連絡致しました", "休んでいました", "休んでおりました", "休んでました", "休んでいた", "休んだ",
    "欠席しました", "欠席でした", "欠席だった", "遅刻しました", "遅刻でした", "遅刻だった", "遅れました",
    "遅くなりました", "早退しました", "was absent", "was sick", "was ill", "were absent", "was late", "stayed home",
    "missed school", "has been absent",
    // denied
    "遅刻ではなく", "遅刻でなく", "欠席ではなく", "休みではなく", "休みませんでした", "休みません", "休まないで",
    "休まない", "休まなく", "休まず", "やすみません", "休みじゃない", "休みではない", "休みではありません",
    "お休みしません", "お休みしない", "欠席しません", "欠席しない", "欠席ではない", "欠席ではありません",
    "欠席じゃない", "欠席せず", "遅れません", "遅れない", "遅れず", "遅刻しません", "遅刻しない", "遅刻せず",
    "早退しません", "早退しない", "休みを取り消", "休みは取り消", "欠席を取り消", "欠席は取り消", "休みの取り消",
    "欠席の取り消", "not absent", "not be absent", "not sick", "isn't sick", "no longer sick", "not late",
    "not be late", "won't be late", "isn't late", "not ill", "isn't ill", "won't be absent", "isn't absent",
};

// Asking is not telling.
inline constexpr std::string_view questions[] = {
    "?", "ですか", "ますか", "でしょうか", "ましょうか", "いいか", "よいか", "かどうか", "大丈夫かな", "かな",
    "教えて", "知りたい", "聞きたい", "お聞き", "伺い", "よろしいで", "よろしいか", "大丈夫か", "でしょう", "ますかね", "かしら", "いつまで", "何時から", "どうすれば", "どうしたら", "できるか", "which ", "what time",
    "how do ", "when is", "when does",
};

inline constexpr std::string_view english_question_starts[] = {
    "can ", "may ", "could ", "should ", "is ", "will ", "does ", "do ", "did ", "shall ", "would ", "are ", "must ",
    "has ",
};

// Said, but not stated: possible, conditional, wished by the child, or a matter to talk about.
inline constexpr std::string_view doubts[] = {
    "かもし", "かも", "もしも", "もし", "たいと言", "たいって", "たくない", "と言い出", "様子を見て", "様子見", "様子をみて", "次第", "によって", "相談", "悩", "迷って", "たがって", "たがる", "たがり", "そうなら", "なければ", "場合", "ば休",
    "たら休", "なら休", "休むか", "休もうか", "行くか", "行けそう", "行かれそう", "登校できそう", "might", "if",
    "maybe", "perhaps ", "not sure", "in case", "would like to talk",
};

inline constexpr std::string_view past_days[] = {
    "昨日", "昨夜", "昨晩", "夕べ", "ゆうべ", "きのう", "一昨日", "おととい", "先日", "先週", "yesterday", "last week",
};

inline constexpr std::string_view present_days[] = {
    "今日", "本日", "明日", "きょう", "きよう", "あした", "今朝", "today", "tomorrow", "来週", "this morning",
};

struct Pattern {
    Statement statement;
    std::string_view words;
};

// In order: the first that fits decides.
inline constexpr Pattern patterns[] = {
    {Statement::leaves_early, "早退"},
    {Statement::leaves_early, "早めに帰"},
    {Statement::leaves_early, "leave early"},
    {Statement::leaves_early, "leaving early"},
    {Statement::late, "遅刻"},
    {Statement::late, "遅れます"},
    {Statement::late, "遅れて"},
    {Statement::late, "遅れる"},
    {Statement::late, "遅れそう"},
    {Statement::late, "おくれます"},
    {Statement::late, "おくれて"},
    {Statement::late, "遅くなります"},
    {Statement::late, "遅くなりそう"},
    {Statement::late, "遅く行"},
    {Statement::late, "遅めに"},
    {Statement::late, "遅れ気味"},
    {Statement::late, "遅れです"},
    {Statement::late, "late"},
    {Statement::late, "delayed"},
    {Statement::absent, "欠席"},
    {Statement::absent, "休みます"},
    {Statement::absent, "休みをいただ"},
    {Statement::absent, "休みを頂"},
    {Statement::absent, "休みをお願い"},
    {Statement::absent, "休みにし"},
    {Statement::absent, "休みで"},
    {Statement::absent, "休みと"},
    {Statement::absent, "休みさせ"},
    {Statement::absent, "休みお願い"},
    {Statement::absent, "休みをもら"},
    {Statement::absent, "休みもら"},
    {Statement::absent, "休みいただ"},
    {Statement::absent, "休み頂"},
    {Statement::absent, "休みいたし"},
    {Statement::absent, "休み致し"},
    {Statement::absent, "休みください"},
    {Statement::absent, "休みを下さい"},
    {Statement::absent, "休みになります"},
    {Statement::absent, "休みにさせ"},
    {Statement::absent, "休みにいたし"},
    {Statement::absent, "休みたいです"},
    {Statement::absent, "休みたい"},
    {Statement::absent, "休んで様子"},
    {Statement::absent, "休んで病院"},
    {Statement::absent, "休みします"},
    {Statement::absent, "休みし"},
    {Statement::absent, "休みたいと思"},
    {Statement::absent, "休ませ"},
    {Statement::absent, "休むこと"},
    {Statement::absent, "休む"},
    {Statement::absent, "やすみます"},
    {Statement::absent, "おやすみします"},
    {Statement::absent, "行けません"},
    {Statement::absent, "行けない"},
    {Statement::absent, "行かせません"},
    {Statement::absent, "登校しません"},
    {Statement::absent, "行きません"},
    {Statement::absent, "行かれません"},
    {Statement::absent, "登校できません"},
    {Statement::absent, "登校できない"},
    {Statement::absent, "出席できません"},
    {Statement::absent, "absent"},
    {Statement::absent, "absence"},
    {Statement::absent, "not come"},
    {Statement::absent, "won't come"},
    {Statement::absent, "can't come"},
    {Statement::absent, "cannot come"},
    {Statement::absent, "not coming"},
    {Statement::absent, "not be coming"},
    {Statement::absent, "not attend"},
    {Statement::absent, "won't attend"},
    {Statement::absent, "can't attend"},
    {Statement::absent, "not be at school"},
    {Statement::absent, "won't be at school"},
    {Statement::absent, "not go to school"},
    {Statement::absent, "can't go to school"},
    {Statement::absent, "cannot go to school"},
    {Statement::absent, "stay home"},
    {Statement::absent, "stay at home"},
    {Statement::absent, "staying home"},
    {Statement::absent, "staying at home"},
    {Statement::absent, "day off"},
    {Statement::absent, "miss school"},
    {Statement::absent, "off sick"},
    {Statement::absent, "sick"},
    {Statement::absent, "ill"},
    {Statement::absent, "unwell"},
    {Statement::coming, "着きます"},
    {Statement::coming, "から行きます"},
    {Statement::coming, "からの登校"},
    {Statement::coming, "ごろ行きます"},
    {Statement::coming, "頃行きます"},
    {Statement::coming, "到着します"},
    {Statement::coming, "登校します"},
    {Statement::coming, "登校させます"},
    {Statement::coming, "学校に行きます"},
    {Statement::coming, "学校へ行きます"},
    {Statement::coming, "これから行きます"},
    {Statement::coming, "今から行きます"},
    {Statement::coming, "やっぱり行きます"},
    {Statement::coming, "やはり行きます"},
    {Statement::coming, "行かせます"},
    {Statement::coming, "coming after all"},
    {Statement::coming, "come after all"},
};

// Speaks of absence or lateness at all: stated, asked, denied or long past.
inline constexpr std::string_view attendance[] = {
    "休", "欠席", "遅刻", "遅れ", "早退", "登校", "行けそう", "行けます", "行けません", "行きたくない", "不登校", "absent", "absence", "late", "sick",
    "ill", "stay home", "stay at home", "come to school", "go to school", "no school", "day off", "miss school",
};

inline constexpr std::string_view same_as_before[] = {
    "昨日と同じ理由", "昨日と同じ", "きのうと同じ", "昨日とおなじ", "きのうとおなじ", "昨日と同様", "前回と同じ", "前と同じ", "同じ理由", "same as yesterday", "same as last time",
    "same as before", "same reason",
};

// A clause that ends with the bare noun: ハナ休み, 今日はお休み.
inline constexpr std::string_view bare_absences[] = {
    "休み", "病欠", "お休みを",
};

// Comes, but not at the beginning of the day.
inline constexpr std::string_view later_today[] = {
    "昼から", "午後から", "給食から", "途中から", "後から", "あとから", "してから", "行ってから", "寄ってから", "いってから", "よってから", "終わってから",
};

// Ill without saying of what.
inline constexpr std::string_view ill[] = {
    "体調不良", "体調悪", "体調を崩", "体調くず", "ぐあいが悪", "ぐあいがわる", "具合悪", "調子悪", "びょうき", "病気で", "風邪", "かぜ", "かぜで", "感冒", "a cold", "体調が悪", "体調がすぐれ", "具合が悪", "具合がわる", "調子が悪", "病気", "病欠", "sick", "ill",
    "unwell", "not feeling well",
};

// clang-format on

}  // namespace todoke::free_text::words
