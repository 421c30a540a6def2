using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Egress.Providers;

namespace McpGateway.Tests.Egress;

public sealed class AccountNameTests
{
    [Theory]
    [InlineData("""{"sub":"1","preferred_username":"maria","email":"m@example.org"}""", "maria")]
    [InlineData("""{"email":"m@example.org","name":"Maria M."}""", "m@example.org")]
    [InlineData("""{"name":"Maria M."}""", "Maria M.")]
    [InlineData("""{"preferred_username":"","name":"Maria M."}""", "Maria M.")]
    [InlineData("""{"preferred_username":7,"name":"Maria\u0007"}""", null)]
    [InlineData("""{"name":"\ud800"}""", null)]
    [InlineData("""{"sub":"1"}""", null)]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    public void Of_Claims_IsTheFirstReadableName(string claims, string? expected) => Assert.Equal(expected, AccountName.Of(Token(claims)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.%%%.c")]
    [InlineData("a.b")]
    public void Of_NoIdToken_IsNone(string? token) => Assert.Null(AccountName.Of(token));

    [Fact]
    public void Of_TooLongAName_IsNone() => Assert.Null(AccountName.Of(Token($$"""{"name":"{{new string('a', 201)}}"}""")));

    [Fact]
    public void Of_AnyText_DoesNotThrow() => Prop.ForAll<string?>(text =>
    {
        AccountName.Of(text);
        AccountName.Of(Token(text ?? ""));
    }).QuickCheckThrowOnFailure();

    private static string Token(string payload) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.";
}
