using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Accounts;

namespace McpGateway.Tests.Identity.Accounts;

public sealed class AccountValidatorTests
{
    [Theory]
    [InlineData("bob", true)]
    [InlineData("bob.smith@example.com", true)]
    [InlineData("a", true)]
    [InlineData("...", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("bob smith", false)]
    [InlineData("bob:x", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\"b", false)]
    [InlineData("a%b", false)]
    [InlineData("a?b", false)]
    [InlineData("a#b", false)]
    [InlineData("bób", false)]
    [InlineData("bob\n", false)]
    [InlineData("bob\u007f", false)]
    public void Name_AsListed(string name, bool isAccepted) => Assert.Equal(isAccepted, AccountValidator.ProblemOfName(name) is null);

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Password_Length_IsBounded(int length, bool isAccepted)
    {
        Assert.Equal(isAccepted, AccountValidator.ProblemOfPassword(new string('p', length)) is null);
        Assert.True(AccountValidator.ProblemOfName(new string('n', 64)) is null);
        Assert.False(AccountValidator.ProblemOfName(new string('n', 65)) is null);
    }

    [Theory]
    [InlineData("bob@example.com", true)]
    [InlineData("bob+tag@mail.example.co.uk", true)]
    [InlineData("bob@example", false)]
    [InlineData("bob@.com", false)]
    [InlineData("bob@example.", false)]
    [InlineData("@example.com", false)]
    [InlineData("bob", false)]
    [InlineData("", false)]
    [InlineData("bob @example.com", false)]
    [InlineData("Bob <bob@example.com>", false)]
    [InlineData("bob@example.com,eve@example.com", false)]
    public void Email_AsListed(string text, bool isAccepted) => Assert.Equal(isAccepted, AccountValidator.IsEmail(text));

    [Fact]
    public void Email_Length_IsBounded()
    {
        const string Domain = "@example.com";
        Assert.False(AccountValidator.IsEmail(new string('a', 255 - Domain.Length) + Domain));
    }

    /// <summary>An accepted name is one segment of a path, one part of a Basic pair and a header value, whatever else it is.</summary>
    [Fact]
    public void Name_Accepted_TravelsUnchanged()
    {
        var letter = Gen.Choose(0, 300).Select(code => (char)code);
        Prop.ForAll(letter.ListOf().Select(list => new string([.. list])).ToArbitrary(), name =>
            AccountValidator.ProblemOfName(name) is not null
            || (!name.Contains(':', StringComparison.Ordinal)
                && Uri.UnescapeDataString(new Uri("https://gateway.example/api/" + Uri.EscapeDataString(name)).Segments[^1]) == name))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Email_AnyText_IsJudgedWithoutAnException() =>
        Prop.ForAll<string>(
            text => text is null || !AccountValidator.IsEmail(text) || text.Contains(
            '@', StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("BOB", true)]
    [InlineData("example", true)]
    [InlineData("Smith", true)]
    [InlineData("eve", false)]
    public void Summary_Search_LooksAtEveryName(string? search, bool expected)
    {
        var account = new AccountSummary("id", "bob", "b@example.com", "Robert", "Smith", true, []);

        Assert.Equal(expected, account.Matches(search));
        Assert.Equal("bob", account.ToString());
        Assert.False((account with { Email = null, FirstName = null, LastName = null }).Matches("smith"));
    }

    [Fact]
    public void Records_WithSecrets_ShowNone()
    {
        Assert.Equal("bob", new NewAccount("bob", "e", "f", "l", [], "secret").ToString());
        Assert.Equal("client", new ServiceAccountSecret("client", "u", "s", "secret", []).ToString());
        Assert.Equal("AccountChange", new AccountChange(true, [], "secret", false).ToString());
    }
}
