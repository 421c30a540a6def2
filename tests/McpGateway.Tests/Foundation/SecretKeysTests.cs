using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Foundation;

/// <summary>A protector that accepts a second key while one is exchanged for the other.</summary>
public sealed class SecretKeysTests
{
    private static readonly MasterKey Former = MasterKey.FromText("the former key, for tests only");
    private static readonly MasterKey Next = MasterKey.FromText("the next key, for tests only");

    [Fact]
    public void Unprotect_OfEitherKey_Opens_AndProtectUsesTheFirst()
    {
        var both = new SecretProtector(Next, Former);
        var sealedBefore = new SecretProtector(Former).Protect("p", "text"u8);

        Assert.Equal("text"u8.ToArray(), both.Unprotect("p", sealedBefore));
        Assert.Null(both.Newest.Unprotect("p", sealedBefore));
        Assert.Null(both.Unprotect("other", sealedBefore));
        Assert.Equal("text"u8.ToArray(), new SecretProtector(Next).Unprotect("p", both.Protect("p", "text"u8)));
    }

    [Fact]
    public void DeriveKeys_NamesTheFirstFirst()
    {
        var keys = new SecretProtector(Next, Former).DeriveKeys("p");

        Assert.Equal([new SecretProtector(Next).DeriveKey("p"), new SecretProtector(Former).DeriveKey("p")], keys);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("A", true)]
    [InlineData("B A", true)]
    [InlineData("A C", false)]
    [InlineData("incomplete: a test fills it", false)]
    public void KeyCheck_IsKnownTo_WhoHasEveryKeyOfAWholeStore(string? stored, bool expected)
    {
        var check = KeyCheck.Parse(stored);

        Assert.Equal(expected, check.IsKnownTo(["A", "B"]));
        Assert.Equal(stored ?? "", check.ToString());
    }
}
