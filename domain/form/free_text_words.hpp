// The words by which a sentence is understood. All lower case, as typed::plain leaves them; Latin words match whole
// words only.
#pragma once

#include "domain/form/free_text.hpp"

#include <string_view>

namespace todoke::free_text::words {

// clang-format off

// Words that contain 休, 遅 or 欠席 and state nothing about a coming day. They are taken out before anything is looked for, longer
// ones before the shorter ones inside them.
inline constexpr std::string_view not_stated[] = {
    // breaks
    "夏休み", "冬休み", "春休み", "秋休み", "昼休み", "中休み", "休み時間", "休み明け", "連休", "休日",
    "お休みなさい", "おやすみなさい",
    // past
    "休ませていただきました", "休ませてもらいました", "休ませました", "お休みしました", "お休みでした", "休みでした",
    "休みだった", "休みました", "休んでいました", "休んでおりました", "休んでました", "休んでいた", "休んだ",
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
    "教えて", "知りたい", "いつまで", "何時から", "どうすれば", "どうしたら", "できるか", "which ", "what time",
    "how do ", "when is", "when does",
};

inline constexpr std::string_view english_question_starts[] = {
    "can ", "may ", "could ", "should ", "is ", "will ", "does ", "do ", "did ", "shall ", "would ", "are ", "must ",
    "has ",
};

// Said, but not stated: possible, conditional, wished by the child, or a matter to talk about.
inline constexpr std::string_view doubts[] = {
    "かも", "もし", "相談", "悩", "迷って", "たがって", "たがる", "たがり", "そうなら", "なければ", "場合", "ば休",
    "たら休", "なら休", "休むか", "休もうか", "行くか", "行けそう", "行かれそう", "登校できそう", "might", "if",
    "maybe", "perhaps ", "not sure", "in case", "would like to talk",
};

inline constexpr std::string_view past_days[] = {
    "昨日", "きのう", "一昨日", "おととい", "先日", "先週", "yesterday", "last week",
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

// A clause that ends with the bare noun: ハナ休み, 今日はお休み.
inline constexpr std::string_view bare_absences[] = {
    "休み", "やすみ", "病欠",
};

// Ill without saying of what.
inline constexpr std::string_view ill[] = {
    "体調不良", "体調が悪", "体調がすぐれ", "具合が悪", "具合がわる", "調子が悪", "病気", "病欠", "sick", "ill",
    "unwell", "not feeling well",
};

// clang-format on

}  // namespace todoke::free_text::words
