using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class TokenReplyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_FullAnswer_EveryMember()
    {
        var reply = Read("""
            {"access_token":"at","token_type":"bearer","expires_in":3600,"refresh_token":"rt","scope":"a b","id_token":"h.p.s"}
            """);

        Assert.Equal(new IssuedTokens("at", "rt", Now.AddHours(1), "a b") { IdToken = "h.p.s" }, reply.Tokens);
        Assert.Null(reply.Error);
        Assert.False(reply.IsFinal);
    }

    /// <summary>What becomes a header must be one word of visible ASCII; what is no bearer token cannot be sent as one.</summary>
    [Theory]
    [InlineData("""{"access_token":"at"}""", true)]
    [InlineData("""{"access_token":"at","token_type":"Bearer"}""", true)]
    [InlineData("""{"access_token":"at","token_type":"BEARER"}""", true)]
    [InlineData("""{"access_token":"at","token_type":"DPoP"}""", false)]
    [InlineData("""{"access_token":"at","token_type":"N_A"}""", false)]
    [InlineData("""{"access_token":""}""", false)]
    [InlineData("""{"access_token":"a b"}""", false)]
    [InlineData("""{"access_token":"a\r\nX: y"}""", false)]
    [InlineData("""{"access_token":"tokén"}""", false)]
    [InlineData("""{"access_token":["at"]}""", false)]
    [InlineData("""{"access_token":null}""", false)]
    [InlineData("""{"token_type":"bearer"}""", false)]
    [InlineData("""{}""", false)]
    public void Read_AccessToken_OnlyWhatCanBeSent(string json, bool isTaken)
    {
        var reply = Read(json);

        Assert.Equal(isTaken, reply.Tokens is not null);
        Assert.Equal(isTaken ? null : "invalid_answer", reply.Error);
        Assert.False(reply.IsFinal);
    }

    [Theory]
    [InlineData(16 * 1024, true)]
    [InlineData((16 * 1024) + 1, false)]
    public void Read_AccessTokenLength_IsLimited(int length, bool isTaken) =>
        Assert.Equal(isTaken, Read($$"""{"access_token":"{{new string('t', length)}}"}""").Tokens is not null);

    [Theory]
    [InlineData("60", 60)]
    [InlineData("\"60\"", 60)]
    [InlineData("59.9", 59)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("2147483647", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("null", null)]
    public void Read_Lifetime_CountsFromNow(string expiresIn, int? seconds) => Assert.Equal(
        seconds is { } lifetime ? Now.AddSeconds(lifetime) : null,
        Read($$"""{"access_token":"at","expires_in":{{expiresIn}}}""").Tokens!.ExpiresAt);

    [Theory]
    [InlineData("\"rt\"", "rt")]
    [InlineData("\"\"", null)]
    [InlineData("\"r t\"", null)]
    [InlineData("17", null)]
    public void Read_RefreshToken_OnlyWhatCanBeSent(string refreshToken, string? expected) =>
        Assert.Equal(expected, Read($$"""{"access_token":"at","refresh_token":{{refreshToken}}}""").Tokens!.RefreshToken);

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", "invalid_grant", true)]
    [InlineData(200, """{"error":"bad_refresh_token"}""", "bad_refresh_token", true)]
    [InlineData(200, """{"access_token":"at","error":"invalid_grant"}""", "invalid_grant", true)]
    [InlineData(401, """{"error":"invalid_client"}""", "invalid_client", false)]
    [InlineData(400, """{"error":"a secret, with words"}""", "no_error_code", false)]
    [InlineData(400, """{"error":"INVALID_GRANT"}""", "INVALID_GRANT", false)]
    [InlineData(500, "<html>", "no_error_code", false)]
    [InlineData(200, "<html>", "no_error_code", false)]
    [InlineData(0, "", "no_error_code", false)]
    public void Read_Refusal_FinalOnlyWhenTheGrantHasEnded(int status, string body, string error, bool isFinal)
    {
        var reply = TokenReply.Read(Answers.Of(body, status), Now);

        Assert.Null(reply.Tokens);
        Assert.Equal((error, isFinal), (reply.Error, reply.IsFinal));
    }

    [Fact]
    public void ToString_Reply_HoldsNoToken()
    {
        var reply = Read("""{"access_token":"very-secret","refresh_token":"more-secret","id_token":"most-secret"}""");

        Assert.Equal("tokens", reply.ToString());
        Assert.Equal("tokens", reply.Tokens!.ToString());
        Assert.Equal("invalid_grant", TokenReply.Failed(isFinal: true, "invalid_grant").ToString());
    }

    /// <summary>Whatever a server calls a token, what is issued can stand in a header and nothing else can.</summary>
    [Fact]
    public void Read_AnyText_IsIssuedOnlyAsOneWordOfAscii() => Prop.ForAll<NonNull<string>>(static text =>
        TokenReply.Read(Answers.OfMembers(("access_token", text.Get)), Now).Tokens is { } issued
            ? issued.AccessToken == text.Get && text.Get.All(static letter => letter is > ' ' and <= '~')
            : text.Get.Length == 0 || text.Get.Any(static letter => letter is <= ' ' or > '~')).QuickCheckThrowOnFailure();

    /// <summary>No error text of any kind ends up in a log unless it looks like a code.</summary>
    [Fact]
    public void Read_AnyError_IsACodeOrNone() => Prop.ForAll<NonNull<string>>(static text =>
    {
        var reply = TokenReply.Read(Answers.OfMembers(("error", text.Get)) with { Status = 400 }, Now);
        return reply.Tokens is null
            && reply.Error!.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            && reply.IsFinal == text.Get is "invalid_grant" or "bad_refresh_token";
    }).QuickCheckThrowOnFailure();

    private static TokenReply Read(string json) => TokenReply.Read(Answers.Of(json), Now);
}
