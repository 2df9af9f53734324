// The words by which danger, thanks and greetings are recognised; read, never shown. Compared after folding, without
// spaces; Latin words match whole words.
#pragma once

#include <string_view>

namespace todoke::other_matters {

// clang-format off

// Taken out first, because they contain a word of danger and mean none.
inline constexpr std::string_view harmless[] = {
    // trains, buses and roads
    "電車の事故", "電車が事故", "電車事故", "電車で事故", "列車の事故", "列車事故", "地下鉄の事故", "バスの事故", "バスが事故", "人身事故", "鉄道事故",
    "踏切事故", "踏切の事故", "車両事故", "事故で電車", "事故のため電車", "事故で地下鉄", "事故でバス", "事故のためバス", "事故で道", "事故で渋滞",
    "事故渋滞", "事故の渋滞", "事故による渋滞", "事故で通行止め", "事故で運転見合わせ", "事故で運休", "事故で遅延", "事故による遅延", "事故の影響",
    "train accident", "traffic accident ahead", "accident on the train", "accident on the line", "accident on the highway", "accident on the road",
    "by accident", "toilet accident", "potty accident",
    // has left home
    "家出ました", "家出ます", "家出たところ", "家出たばかり", "家出たよ", "家出たから", "家出たけど", "家出たの", "家出ています", "家出てます", "家出ており", "家出てから", "家出てすぐ", "家出るのが遅", "家出る時間",
    // classes and events
    "交通事故防止", "事故防止", "いじめアンケート", "いじめ防止", "誘拐防止", "避難訓練",
    "虐待防止", "自殺防止", "自殺予防", "迷子札", "missing school", "missing class", "missing classes", "missing lessons", "missing the", "missing her",
    "missing his", "missing today", "is missing a", "missing homework", "abuse prevention",
    // ...に対して in kana
    "しにたいし", "しにたいす",
};

inline constexpr std::string_view danger[] = {
    "死にたい", "しにたい", "死にたく", "死のうと", "死んでしまいたい", "死んじゃいたい", "死んだほうが", "死んだ方が", "死なせて",
    "消えたい", "きえたい", "消えてしまいたい", "消えちゃいたい", "いなくなりたい", "居なくなりたい", "生きていたくない", "生きたくない", "生きてたくない", "生きるのが",
    "生きるのに疲れ", "生きてる意味", "生きている意味", "自殺", "じさつ", "自死", "自傷", "リスカ", "リストカット", "手首を切", "飛び降り", "飛びおり", "首を吊", "首つり",
    "首吊り", "オーバードーズ", "薬をたくさん飲", "遺書",
    "殺す", "殺され", "殺して", "殺したい", "ころされ",
    "家出", "誘拐", "ゆうかい", "連れ去", "つれさら", "さらわれ", "監禁", "不審者", "ふしんしゃ", "つきまと", "ストーカー",
    "行方不明", "ゆくえふめい", "行方がわから", "行方が分から", "行方がわかり", "行方が分かり", "居場所がわから", "居場所が分から", "迷子", "まいご",
    "帰ってこない", "帰って来ない", "帰ってきません", "帰って来ません", "帰ってきていません", "帰って来ていません", "帰ってきてない", "かえってこない",
    "かえってきません", "いなくなりました", "いなくなった", "居なくなりました", "居なくなった", "姿が見えません", "連絡がとれません", "連絡が取れません", "連絡が取れない",
    "子どもが見つから", "子供が見つから", "こどもがみつから", "娘が見つから", "息子が見つから",
    "事故", "じこに", "じこで", "ひかれた", "ひかれました", "轢かれ", "はねられ", "救急車", "きゅうきゅうしゃ", "意識がな", "意識があり", "意識不明", "息をして", "溺れ", "おぼれ", "火事です", "家が火事",
    "いじめ", "虐待", "ぎゃくたい", "暴力", "ぼうりょく", "殴られ", "なぐられ", "叩かれ", "たたかれ", "蹴られ", "脅され", "おどされ", "カツアゲ", "恐喝", "DV",
    "性的", "性被害", "レイプ", "痴漢", "ちかん", "盗撮", "触られ", "さわられ",
    "助けて", "たすけて",
    // English
    "suicide", "suicidal", "kill myself", "kill himself", "kill herself", "kill me", "killing myself", "want to die", "wants to die", "wanna die", "end my life", "don't want to live",
    "dont want to live", "want to disappear", "wants to disappear", "self-harm", "self harm", "hurt myself", "hurting myself", "cut myself", "cutting myself", "overdose",
    "run away", "ran away", "running away", "runaway", "kidnapped", "kidnap", "kidnapping", "abducted", "is missing", "gone missing", "went missing", "missing child", "child is lost", "got lost",
    "did not come home", "didn't come home", "hasn't come home", "has not come home", "not come home", "can't find my", "cannot find my",
    "accident", "hit by a car", "hit by a truck", "run over", "ambulance", "unconscious", "not breathing", "drowning", "drowned", "house is on fire",
    "bully", "bullied", "bullying", "bullies", "abuse", "abused", "abusing", "violence", "beaten", "beats me", "hits me", "hit me", "threatened", "stalker", "stalking", "molested", "raped", "rape",
    "touched me", "help me",
};

inline constexpr std::string_view thanks[] = {
    "ありがとうございます", "ありがとうございました", "有難うございます", "有難うございました", "有り難うございます", "有り難うございました", "ありがとうです", "ありがとう", "ありがと", "有難う", "あざす", "サンキュー",
    "感謝します", "感謝いたします", "感謝です", "助かります", "助かりました", "了解しました", "了解です", "了解いたしました", "了解", "りょうかいです", "りょうかい", "承知しました", "承知いたしました",
    "承知致しました", "わかりました", "分かりました", "かしこまりました", "安心しました", "お世話になりました", "thank you very much", "thank you so much", "thank you", "thanks a lot", "many thanks", "thanks", "thx", "ty",
    "ok", "okay", "got it", "understood", "i see",
};

inline constexpr std::string_view greetings[] = {
    "おはようございます", "おはようございました", "おはよう", "おはよ", "こんにちは", "こんにちわ", "こんばんは", "こんばんわ", "はじめまして", "初めまして", "お疲れ様です", "お疲れさまです", "おつかれさまです",
    "お世話になっております", "お世話になっています", "お世話になります", "いつもお世話になっております", "おせわになります", "おやすみなさい", "お休みなさい", "もしもし", "失礼します", "失礼いたします", "good morning", "good afternoon", "good evening",
    "good night", "hello", "hi", "hey", "dear teacher",
};

// What stands around both and says nothing.
inline constexpr std::string_view courtesies[] = {
    "よろしくお願いいたします", "よろしくお願い致します", "よろしくお願いします", "宜しくお願い致します", "宜しくお願いします", "よろしくおねがいします", "どうぞよろしく", "よろしくです", "お願いいたします", "お願いします",
    "いつも", "どうも", "本当に", "ほんとうに", "大変", "早速の", "さっそくの", "ご連絡", "ご返信", "ご返事", "お返事", "ご対応", "お知らせ", "連絡", "返信", "いただき", "頂き", "くださり", "くださって", "下さって", "先生方", "先生", "せんせい",
    "m(_ _)m", "m(__)m", "すみません", "すいません", "申し訳ありません", "朝早くから", "朝早く", "夜分に", "夜分遅くに", "はい", "です", "ます", "ね", "よ", "の", "を", "に", "for your reply", "for your help", "for letting me know", "for everything", "teacher", "sensei", "so much", "very much",
    "everyone", "all",
};

// clang-format on

}  // namespace todoke::other_matters
