using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Entra;
using McpGateway.Identity.Entra.Graph;

namespace McpGateway.Tests.Identity.Entra;

public sealed class GraphCallTests
{
    /// <summary>What somebody searches for must not become a part of the question.</summary>
    [Fact]
    public void Quote_AnyText_StaysOneTextInsideOfTheFilter() =>
        Prop.ForAll<NonNull<string>>(static text =>
        {
            var quoted = GraphCall.Quote(text.Get);
            var query = Uri.UnescapeDataString(quoted);
            var inside = query[1..^1];
            return quoted.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~' or '%')
                && query[0] == '\'' && query[^1] == '\''
                && !inside.Replace("''", "", StringComparison.Ordinal).Contains('\'', StringComparison.Ordinal)
                && (HasLoneSurrogate(text.Get) || inside.Replace("''", "'", StringComparison.Ordinal) == text.Get);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("O'Brien", "%27O%27%27Brien%27")]
    [InlineData("' or displayName ne '", "%27%27%27%20or%20displayName%20ne%20%27%27%27")]
    [InlineData("a&$top=1#", "%27a%26%24top%3D1%23%27")]
    public void Quote_SignsOfTheQuery_AreEscaped(string text, string expected) => Assert.Equal(expected, GraphCall.Quote(text));

    [Fact]
    public void Name_OfAFurtherPage_IsThatOfTheList()
    {
        var list = GraphCall.Get("users?$select=id", "User.Read.All");

        Assert.Equal("GET users", (list with { Path = "https://graph.microsoft.com/v1.0/users?$skiptoken=2" }).Name);
    }

    [Fact]
    public void TemporaryPassword_Always_HasTheKindsOfLettersThatEntraWants() =>
        Assert.All(Enumerable.Range(0, 200).Select(_ => TemporaryPassword.Create()), static password =>
        {
            Assert.Equal(20, password.Length);
            Assert.Contains(password, char.IsAsciiLetterUpper);
            Assert.Contains(password, char.IsAsciiLetterLower);
            Assert.Contains(password, char.IsAsciiDigit);
        });

    private static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(static rune => rune == System.Text.Rune.ReplacementChar);
}
