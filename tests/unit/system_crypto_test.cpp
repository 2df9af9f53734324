#include "bot/ports/crypto.hpp"

#include <array>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::crypto {
namespace {

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

TEST(Hmac, GivesTheSignatureOfLinesOwnSample) {
    const auto mac = hmac_sha256("8c570fa6dd201bb328f1c1eac23a96d8",
                                 R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]})");
    EXPECT_EQ(to_base64(mac), "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=");
}

TEST(Hmac, SignsEscapedEmojiAndRawKanjiAsTheyStand) {
    const std::string_view body =
        R"({"destination":"U00000000000000000000000000000001","events":[{"type":"message","message":{"type":"text","id":"100000000000000001","quoteToken":"q1","text":"\uD83D\uDE37 欠席"},"timestamp":1700000000000,"source":{"type":"user","userId":"U00000000000000000000000000000002"},"replyToken":"r1","mode":"active","webhookEventId":"01HF7YAT00000000000000000A","deliveryContext":{"isRedelivery":false}}]})";
    ASSERT_EQ(body.size(), 397U);
    EXPECT_EQ(to_base64(hmac_sha256("0123456789abcdef0123456789abcdef", body)),
              "ktcBjk3Q3tQ0vPJct61V8Y8Kyqehal0vGCY3Yx+9ESM=");
}

TEST(Hmac, AgreesWithRfc4231) {
    EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, TakesAnEmptyKeyForWhatItIsAndNotForTheOneBefore) {
    static_cast<void>(hmac_sha256("another key", "data"));
    EXPECT_EQ(to_hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    EXPECT_EQ(to_hex(hmac_sha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hmac, IsTheSameInManyThreadsAtOnce) {
    const auto expected = hmac_sha256("key", "data");
    std::vector<std::thread> threads;
    std::array<bool, 8> same{};
    for (std::size_t i = 0; i < same.size(); ++i)
        threads.emplace_back([&, i] {
            same[i] = true;
            for (int n = 0; n < 500; ++n) {
                static_cast<void>(hmac_sha256(std::to_string(i), "other"));
                same[i] = same[i] && hmac_sha256("key", "data") == expected;
            }
        });
    for (auto& thread : threads) thread.join();
    for (const bool one : same) EXPECT_TRUE(one);
}

TEST(Sha256, AgreesWithFips180) {
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(ConstantTimeEqual, ComparesWholeTextsAndLengths) {
    EXPECT_TRUE(constant_time_equal("", ""));
    EXPECT_TRUE(constant_time_equal("same", "same"));
    EXPECT_FALSE(constant_time_equal("same", "sama"));
    EXPECT_FALSE(constant_time_equal("same", "same "));
}

TEST(Base64, EncodesTheVectorsOfRfc4648) {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(to_base64(plain), text);
        EXPECT_EQ(from_base64(text), std::string(plain));
        const auto unpadded = text.substr(0, text.find('='));
        EXPECT_EQ(to_base64url(plain), unpadded);
        EXPECT_EQ(from_base64url(unpadded), std::string(plain));
    }
    EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
    EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Base64, RefusesEverySpellingButTheCanonicalOne) {
    for (const std::string_view text :
         {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8=\n", " Zm8=", "Zm 8", "Zm8=Zm8=", "=",
          "==", "===", "====", "Z===", "-_8=", "Zm9v=", "Zm\0v", "Zm9v\xc3\xa9__", "Zg==Zg=="})
        EXPECT_FALSE(from_base64(text)) << text;
    for (const std::string_view text : {"Zg==", "Zm8=", "A", "Zh", "Zm9", "+/8", "Zm8\n", "Zm9vA"})
        EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Hex, ReadsBothCasesAndWritesLower) {
    EXPECT_EQ(to_hex(std::string("\x00\xab\xff", 3)), "00abff");
    EXPECT_EQ(from_hex("00ABff"), std::string("\x00\xab\xff", 3));
    for (const std::string_view text : {"0", "0g", "0x", " 00", "0 "}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Seal, AgreesWithTheGcmSpecification) {
    // Test case 16 of "The Galois/Counter Mode of Operation".
    const auto key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    const auto plain = bytes(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de6"
        "57ba637b39");
    const auto sealed =
        seal(key, 0x0102, plain, bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"), bytes("cafebabefacedbaddecaf888"));
    EXPECT_EQ(to_hex(sealed),
              "010102cafebabefacedbaddecaf888"
              "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e63"
              "93ba7a0abcc9f662"
              "76fc6ece0f4e1768cddf8853bb2d551b");
    EXPECT_EQ(sealed_key_id(sealed), 0x0102);
}

class SealedCell : public testing::Test {
protected:
    const std::string key = std::string(32, 'k');
    const std::string context = "person.profile_sealed/1/7";
    const std::string sealed = seal(key, 3, "佐藤 ハナ", context, std::string(12, 'n'));
};

TEST_F(SealedCell, OpensWithItsKeyAndContext) {
    EXPECT_EQ(open(key, sealed, context), "佐藤 ハナ");
    EXPECT_EQ(open(key, seal(key, 3, "", "", std::string(12, 'n')), ""), "");
}

TEST_F(SealedCell, DoesNotOpenWhenAnyBitWasTurned) {
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        auto changed = sealed;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        // The key id chooses the key; it is not itself sealed.
        if (at == 1 || at == 2) continue;
        const auto opened = open(key, changed, context);
        ASSERT_FALSE(opened) << at;
        EXPECT_EQ(opened.error().code, FailureCode::malformed);
    }
}

TEST_F(SealedCell, DoesNotOpenElsewhereOrCutShortOrWithAnotherKey) {
    EXPECT_FALSE(open(key, sealed, "person.profile_sealed/1/8"));
    EXPECT_FALSE(open(key, sealed, ""));
    EXPECT_FALSE(open(std::string(32, 'K'), sealed, context));
    for (std::size_t length = 0; length < sealed.size(); ++length)
        EXPECT_FALSE(open(key, std::string_view(sealed).substr(0, length), context)) << length;
    EXPECT_FALSE(open(key, sealed + "x", context));
}

TEST_F(SealedCell, IsRefusedWithAKeyOrNonceOfTheWrongLength) {
    EXPECT_THROW(static_cast<void>(seal("short", 1, "x", "", std::string(12, 'n'))), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(seal(key, 1, "x", "", "short")), std::invalid_argument);
    EXPECT_FALSE(open("short", sealed, context));
}

}  // namespace
}  // namespace todoke::crypto
