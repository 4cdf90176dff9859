using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat.Names;

/// <summary>Names that pass for others to the eye share a skeleton; names that do not, have their own.</summary>
public sealed class PosingTests
{
    [Theory]
    [InlineData("Alice", "AIice")]           // capital i
    [InlineData("Alice", "A1ice")]           // one
    [InlineData("ALICE", "AlICE")]
    [InlineData("alice", "aIlce")]
    [InlineData("ivan", "lvan")]             // as Ivan looks
    [InlineData("mike", "rnike")]
    [InlineData("MIKE", "rnike")]
    [InlineData("Bob", "B0b")]
    [InlineData("BOO", "b0o")]
    [InlineData("alice", "аӏісе")]           // all Cyrillic
    [InlineData("Alice", "АӀІСЕ")]
    [InlineData("ace", "асе")]
    [InlineData("Bob", "ВОВ")]               // Cyrillic capitals
    [InlineData("Bob", "вов")]               // and their small ones, drawn as small capitals
    [InlineData("Nina", "ΝΙΝΑ")]             // Greek capitals
    [InlineData("Nova", "Νονα")]             // and both, as drawn
    [InlineData("voo", "νοο")]
    [InlineData("ΑΒΕ", "АВЕ")]               // Greek and Cyrillic
    [InlineData("Istanbul", "İstanbul")]
    [InlineData("istanbul", "ıstanbul")]     // dotless
    [InlineData("nina", "ni\u0307na")]       // a dot upon the dot
    [InlineData("anja", "anj\u0307a")]
    [InlineData("ae", "æ")]
    [InlineData("Go", "ᏀᎤ", false)]          // Cherokee: only some letters are alike
    [InlineData("PAT", "ᏢᎪᎢ")]
    [InlineData("ロ", "口")]                  // Katakana and Han
    [InlineData("工", "エ")]
    [InlineData("Neil", "Nell")]             // the price of i, l and 1 as one shape
    [InlineData("Alice", "Alicia", false)]
    [InlineData("rené", "rene", false)]      // accents tell apart
    [InlineData("müller", "muller", false)]
    [InlineData("bob", "bob_", false)]
    [InlineData("a-b", "a_b", false)]
    [InlineData("van", "nan", false)]        // though Greek ν is the small Ν
    [InlineData("Галя", "Уаля", false)]      // though Γ folds to γ
    [InlineData("иван", "нван", false)]
    [InlineData("さくら", "さくろ", false)]
    [InlineData("김철수", "김철우", false)]
    public void Look_alikes_share_a_skeleton(string one, string other, bool alike = true)
    {
        var (a, b) = (Parse(one), Parse(other));
        Assert.NotEqual(a.Key, b.Key);
        Assert.Equal(alike, a.PosesAs(b));
        Assert.Equal(alike, b.PosesAs(a));
    }

    [Theory]
    [InlineData("Alice", "ＡＬＩＣＥ")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ガ", "ｶﾞ")]
    [InlineData("Ångström", "ÅNGSTRÖM")]      // the sign for ångström
    public void The_same_name_in_other_clothes_is_the_same_name(string one, string other)
    {
        Assert.Equal(Parse(one), Parse(other));
        Assert.False(Parse(one).PosesAs(Parse(other)));
    }

    [Fact]
    public void Common_names_do_not_collide()
    {
        string[] names = ["anna", "ben", "carl", "clara", "david", "emma", "finn", "frank", "greta", "hanna", "ida", "ivan", "jan", "jim", "john", "julia", "karl", "lena",
            "liam", "lisa", "maria", "mia", "nina", "noah", "nora", "olga", "oscar", "paul", "peter", "rosa", "sara", "tim", "tom", "uwe", "vera", "viktor", "wilma", "yann", "zoe",
            "Анна", "Борис", "Вера", "Глеб", "Иван", "Мария", "Нина", "Ольга", "Пётр", "Сергей", "Юрий", "Άννα", "Γιώργος", "Ελένη", "Μαρία", "Νίκος", "محمد", "فاطمة", "דוד", "שרה", "李明", "王芳", "さくら", "ゆい", "민준", "서연"];
        Assert.Equal(names.Length, names.Select(n => Parse(n).Skeleton).Distinct().Count());
    }

    [Theory]
    [InlineData("lobby")]
    [InlineData("#lobby")]
    [InlineData("LOBBY")]
    [InlineData("ｌｏｂｂｙ")]
    public void Every_spelling_of_the_lobby_is_the_lobby(string raw)
    {
        Assert.True(RoomName.TryParse(raw, out var name, out _));
        Assert.Same(RoomName.Lobby, name);
        Assert.Equal("lobby", name.Display);
    }

    [Theory]
    [InlineData("Iobby")]
    [InlineData("1obby")]
    [InlineData("#l0bby")]
    [InlineData("I0BBY")]
    public void Nothing_else_looks_like_the_lobby(string raw)
    {
        Assert.False(RoomName.TryParse(raw, out _, out var error));
        Assert.Equal(NameError.PosesAsLobby, error);
    }

    [Theory]
    [InlineData("#dev", "dev")]
    [InlineData("dev", "dev")]
    [InlineData("＃dev", null)]               // only the sign itself is dropped
    [InlineData("##dev", null)]
    [InlineData("#", null)]
    [InlineData("@", null)]
    [InlineData(null, null)]
    public void A_room_may_be_typed_with_its_sign(string? raw, string? display)
    {
        Assert.Equal(display is not null, RoomName.TryParse(raw, out var name, out _));
        Assert.Equal(display, name?.Display);
    }

    private static UserName Parse(string raw)
    {
        Assert.True(UserName.TryParse(raw, out var name, out var error), $"{raw}: {error}");
        return name;
    }
}
