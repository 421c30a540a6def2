using System.Text;
using McpGateway.Foundation;
using McpGateway.Identity.ApiTokens;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Access;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Identity.ApiTokens;

public sealed class ApiTokenIssuerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "readers,writers")]
    [InlineData("writers", "writers")]
    [InlineData("writers,writers", "writers")]
    [InlineData("readers,others", null)]
    [InlineData("Readers", null)]
    public async Task Vend_Scopes_AreAtMostTheCallers(string asked, string? granted)
    {
        await using var core = await AuthCore.StartAsync();
        var (caller, identity) = await BobAsync(core);

        var vended = await VendAsync(core, caller, identity, asked.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(granted, vended.IsSuccess ? string.Join(',', vended.Value.Scopes) : null);
        Assert.Equal(granted is null ? ErrorKind.Forbidden : null, vended.Error?.Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public async Task Vend_Token_IsGoodForItsHours(int hours)
    {
        await using var core = await AuthCore.StartAsync();
        var (caller, identity) = await BobAsync(core);
        var token = (await VendAsync(core, caller, identity, [], hours)).Value!.Token;
        core.Clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(token.Text)).Refusal);

        core.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(TokenRefusal.Expired, (await core.JudgeAsync(token.Text)).Refusal);
    }

    [Fact]
    public async Task Vend_ByATokenOfATokenOfAToken_EndsAtFour_AndNoChildOutlivesItsParent()
    {
        await using var core = await AuthCore.StartAsync();
        var (caller, identity) = await BobAsync(core);
        var texts = new List<string>();
        for (var generation = 0; generation < 5; generation++)
        {
            var vended = (await VendAsync(core, caller, identity, [], hours: generation == 0 ? 2 : 24)).Value!;
            Assert.Equal(core.Clock.GetUtcNow() + TimeSpan.FromHours(2), vended.Token.ExpiresAt);
            texts.Add(vended.Token.Text);
            (caller, identity) = await JudgeAsync(core, vended.Token.Text);
        }

        Assert.Equal(ErrorKind.Forbidden, (await VendAsync(core, caller, identity, [])).Error!.Kind);

        // The end of the first is the end of all that came of it.
        var first = (await core.JudgeAsync(texts[0])).Identity!.TokenId!;
        Assert.True((await core.Get<ApiTokenIssuer>().RevokeAsync(caller, first, Cancellation)).IsSuccess);
        foreach (var text in texts)
        {
            Assert.Equal(TokenRefusal.Revoked, (await core.JudgeAsync(text)).Refusal);
        }
    }

    [Fact]
    public async Task Vend_OverTheLimitOfTheHour_IsRefusedUntilTheNext()
    {
        await using var core = await AuthCore.StartAsync(("MAX_TOKENS_PER_USER_PER_HOUR", "3"));
        var (caller, identity) = await BobAsync(core);

        var answers = new List<Result<VendedToken>>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await VendAsync(core, caller, identity, []));
        }

        Assert.Equal(3, answers.Count(answer => answer.IsSuccess));
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.Equal(ErrorKind.TooManyRequests, answer.Error!.Kind));
        core.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await VendAsync(core, caller, identity, [])).IsSuccess);
    }

    [Fact]
    public async Task Revoke_OwnOrAsAdministrator_OthersAreToldItDoesNotExist()
    {
        await using var core = await AuthCore.StartAsync();
        var (caller, identity) = await BobAsync(core);
        var (one, two) =
            ((await VendAsync(core, caller, identity, [])).Value!.Token, (await VendAsync(core, caller, identity, [])).Value!.Token);
        var tokens = core.Get<ApiTokenIssuer>();

        Assert.Equal(
            ErrorKind.NotFound, (await tokens.RevokeAsync(caller with { Subject = "local:eve" }, one.Id, Cancellation)).Error!.Kind);
        Assert.Equal(ErrorKind.NotFound, (await tokens.RevokeAsync(caller, "unknown", Cancellation)).Error!.Kind);
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(one.Text)).Refusal);

        var revoked = (await tokens.RevokeAsync(caller, one.Id, Cancellation)).Value!;
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(revoked.RevokedAt, (await tokens.RevokeAsync(caller, one.Id, Cancellation)).Value!.RevokedAt);
        Assert.True((await tokens.RevokeAsync(Callers.Admin with { Subject = "local:admin" }, two.Id, Cancellation)).IsSuccess);
        Assert.All([one, two], token => Assert.Equal(TokenRefusal.Revoked, core.JudgeAsync(token.Text).GetAwaiter().GetResult().Refusal));
        Assert.Equal(2, (await tokens.ListAsync(caller, Cancellation)).Count);
        Assert.Empty(await tokens.ListAsync(caller with { Subject = "local:eve" }, Cancellation));
    }

    [Theory]
    [InlineData("{}", 8, 0, "")]
    [InlineData("""{"expires_in_hours":1,"requested_scopes":["a","b"],"description":"d"}""", 1, 2, "d")]
    [InlineData("""{"expires_in_hours":24,"requested_scopes":[]}""", 24, 0, "")]
    [InlineData("""{"other":[1]}""", 8, 0, "")]
    public async Task Read_Proper_AsListed(string json, int hours, int scopes, string description)
    {
        var read = (await ReadAsync(json)).Value!;

        Assert.Equal((hours, scopes, description), (read.Hours, read.Scopes.Count, read.Description));
    }

    [Theory]
    [InlineData("""{"expires_in_hours":0}""", "expires_in_hours")]
    [InlineData("""{"expires_in_hours":25}""", "expires_in_hours")]
    [InlineData("""{"expires_in_hours":"8"}""", "expires_in_hours")]
    [InlineData("""{"expires_in_hours":1.5}""", "expires_in_hours")]
    [InlineData("""{"expires_in_hours":null}""", "expires_in_hours")]
    [InlineData("""{"expires_in_hours":99999999999}""", "expires_in_hours")]
    [InlineData("""{"requested_scopes":"a"}""", "requested_scopes")]
    [InlineData("""{"requested_scopes":[1]}""", "requested_scopes")]
    [InlineData("""{"requested_scopes":null}""", "requested_scopes")]
    [InlineData("""{"description":7}""", "description")]
    [InlineData("""{"description":"\ud800"}""", "Invalid JSON")]
    [InlineData("""{"description":"a","description":"b"}""", "Invalid JSON")]
    [InlineData("[]", "Invalid JSON")]
    [InlineData("", "Invalid JSON")]
    public async Task Read_Wrong_NamesTheMember(string json, string part) =>
        Assert.Contains(part, (await ReadAsync(json)).Error!.Detail, StringComparison.Ordinal);

    [Fact]
    public async Task Read_Sizes_AreBounded()
    {
        Assert.True((await ReadAsync($$"""{"description":"{{new string('d', 512)}}"}""")).IsSuccess);
        Assert.False((await ReadAsync($$"""{"description":"{{new string('d', 513)}}"}""")).IsSuccess);
        Assert.True((await ReadAsync($$"""{"requested_scopes":[{{string.Join(',', Enumerable.Repeat("\"s\"", 100))}}]}""")).IsSuccess);
        Assert.False((await ReadAsync($$"""{"requested_scopes":[{{string.Join(',', Enumerable.Repeat("\"s\"", 1001))}}]}""")).IsSuccess);
        Assert.Equal(ErrorKind.TooLarge, (await ReadAsync($$"""{"x":"{{new string('x', 70_000)}}"}""")).Error!.Kind);
    }

    private static Task<Result<VendingRequest>> ReadAsync(string json)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return VendingRequestReader.ReadAsync(request, Cancellation);
    }

    private static Task<Result<VendedToken>> VendAsync(
        AuthCore core, Caller caller, CredentialIdentity identity, IReadOnlyList<string> scopes, int hours = 8) =>
        core.Get<ApiTokenIssuer>().VendAsync(caller, identity, new(scopes, hours, "test"), Cancellation);

    /// <summary>Bob as a session of his would make him: without a token of his own.</summary>
    private static async Task<(Caller Caller, CredentialIdentity Identity)> BobAsync(AuthCore core)
    {
        var (caller, identity) = await JudgeAsync(
            core, core.Issue(core.Grant() with { ExpiresAt = core.Clock.GetUtcNow() + TimeSpan.FromHours(24) }).Text);
        return (caller, identity with { TokenId = null });
    }

    private static async Task<(Caller Caller, CredentialIdentity Identity)> JudgeAsync(AuthCore core, string token)
    {
        var outcome = await core.JudgeAsync(token);
        return (outcome.Resolved!.Caller, outcome.Identity!);
    }
}
