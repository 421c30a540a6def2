using System.Security.Cryptography;
using System.Text;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity;

public sealed class BearerCredentialsTests
{
    private const string Secret = "a secret of more than thirty-two bytes";

    [Fact]
    public async Task Issued_IsAccepted_WithTheScopesOfItsGroupsNow()
    {
        await using var core = await AuthCore.StartAsync();

        var outcome = await core.JudgeAsync(core.Issue().Text);

        Assert.Equal(TokenRefusal.None, outcome.Refusal);
        Assert.Equal("local:bob", outcome.Resolved!.Caller.Subject);
        Assert.Equal("readers writers", outcome.Resolved.Proxy.Scopes);
        Assert.Same(outcome.Resolved.Caller, outcome.Resolved.Proxy.Principal);
    }

    [Fact]
    public async Task Cached_CompletesSynchronously_WithTheSameCaller_AndWithoutAllocating()
    {
        await using var core = await AuthCore.StartAsync();
        var token = core.Issue().Text;
        var first = await core.JudgeAsync(token);
        var pending = core.Bearers.AuthenticateAsync(token, CancellationToken.None);
        var wasSynchronous = pending.IsCompletedSuccessfully;
        var second = await pending;

        Assert.True(wasSynchronous);
        Assert.Same(first.Resolved, second.Resolved);

        // Nothing above or below leaves this thread, because nothing has to be waited for.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            second = await core.Bearers.AuthenticateAsync(token, CancellationToken.None);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public async Task Cached_PastItsExpiry_IsRefused()
    {
        await using var core = await AuthCore.StartAsync();
        var token = core.Issue().Text;
        await core.JudgeAsync(token);

        core.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TokenRefusal.Expired, (await core.JudgeAsync(token)).Refusal);
    }

    [Fact]
    public async Task Revoked_IsRefusedAtOnce_CachedOrNot_AndEndsOpenStreams()
    {
        await using var core = await AuthCore.StartAsync();
        var (cached, fresh) = (core.Issue(), core.Issue());
        var child = core.Issue(core.Grant() with { Ancestors = [cached.Id] });
        var open = (await core.JudgeAsync(cached.Text)).Resolved!.Proxy.Revoked;
        var openChild = (await core.JudgeAsync(child.Text)).Resolved!.Proxy.Revoked;

        foreach (var token in (IssuedToken[])[cached, fresh])
        {
            await core.Documents.CommitAsync(
                new DocumentBatch().Put(
                    RevokedTokens.Kind, token.Id, new(token.Id, core.Clock.GetUtcNow(), token.ExpiresAt), null), CancellationToken.None);
        }

        foreach (var token in (IssuedToken[])[cached, fresh, child])
        {
            Assert.Equal(TokenRefusal.Revoked, (await core.JudgeAsync(token.Text)).Refusal);
        }

        Assert.True(open.IsCancellationRequested);
        Assert.True(openChild.IsCancellationRequested);
    }

    [Fact]
    public async Task Account_Disabled_EndsItsTokens_AndEnabledAgain_RevivesThem()
    {
        await using var core = await AuthCore.StartAsync();
        var token = core.Issue().Text;
        var open = (await core.JudgeAsync(token)).Resolved!.Proxy.Revoked;

        await core.PutUserAsync("bob", user => user with { IsEnabled = false });
        var disabled = await core.JudgeAsync(token);
        await core.PutUserAsync("bob", user => user);
        var enabled = await core.JudgeAsync(token);

        Assert.True(open.IsCancellationRequested);
        Assert.Equal(TokenRefusal.UserDisabled, disabled.Refusal);
        Assert.Equal(TokenRefusal.None, enabled.Refusal);
        Assert.False(enabled.Resolved!.Proxy.Revoked.IsCancellationRequested);
    }

    [Fact]
    public async Task Account_Unknown_IsRefused()
    {
        await using var core = await AuthCore.StartAsync();

        Assert.Equal(TokenRefusal.UserDisabled, (await core.JudgeAsync(core.Issue(core.Grant("carol")).Text)).Refusal);
    }

    [Fact]
    public async Task Account_VoidedEarlierCredentials_RefusesThem()
    {
        await using var core = await AuthCore.StartAsync();
        var old = core.Issue().Text;
        await core.JudgeAsync(old);
        core.Clock.Advance(TimeSpan.FromSeconds(5));

        await core.PutUserAsync("bob", user => user with { CredentialsNotBefore = core.Clock.GetUtcNow() });

        Assert.Equal(TokenRefusal.UserDisabled, (await core.JudgeAsync(old)).Refusal);
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(core.Issue().Text)).Refusal);
    }

    [Fact]
    public async Task Groups_InTheToken_DoNotOutliveThoseOfTheAccount()
    {
        await using var core = await AuthCore.StartAsync();
        var token = core.Issue(core.Grant() with { Groups = ["registry-admins", "staff"] }).Text;
        await core.PutScopeAsync("root", "registry-admins");
        await core.PutUserAsync("bob", user => user with { Groups = [] });

        Assert.Empty((await core.JudgeAsync(token)).Resolved!.Caller.Scopes);
    }

    [Fact]
    public async Task Scope_TakenFromTheGroup_IsGoneAtOnce_AndEndsOpenStreams_AddedOnesDoNot()
    {
        await using var core = await AuthCore.StartAsync();
        var token = core.Issue().Text;
        var before = (await core.JudgeAsync(token)).Resolved!;

        await core.PutScopeAsync("extra", "staff");
        var added = (await core.JudgeAsync(token)).Resolved!;
        var wasOpen = !before.Proxy.Revoked.IsCancellationRequested;
        await core.Documents.CommitAsync(new DocumentBatch().Delete(ScopeRepository.Scopes, "writers", null), CancellationToken.None);
        var removed = (await core.JudgeAsync(token)).Resolved!;

        Assert.Equal(["readers", "writers"], added.Caller.Scopes);
        Assert.True(wasOpen);
        Assert.True(before.Proxy.Revoked.IsCancellationRequested);
        Assert.Equal(["readers"], removed.Caller.Scopes);
        Assert.False(removed.Proxy.Revoked.IsCancellationRequested);
    }

    [Theory]
    [InlineData("s", "s", false)]
    [InlineData("s", "s,t", false)]
    [InlineData("s", "*", false)]
    [InlineData("s,t", "t", true)]
    [InlineData("s", "", true)]
    [InlineData("s", "t", true)]
    [InlineData("*", "s", true)]
    [InlineData("*", "*,s", false)]
    [InlineData("*,s", "*", false)]
    public async Task Scope_ThatLosesAServer_EndsOpenStreams_OtherChangesDoNot(string before, string after, bool areEnded)
    {
        await using var core = await AuthCore.StartAsync();
        await core.Documents.CommitAsync(new DocumentBatch().Delete(ScopeRepository.Scopes, "writers", null), CancellationToken.None);
        await PutRulesAsync(core, before, "all");
        var open = (await core.JudgeAsync(core.Issue().Text)).Resolved!.Proxy.Revoked;

        await PutRulesAsync(core, before, "one-tool");
        Assert.False(open.IsCancellationRequested);
        await PutRulesAsync(core, after, "all");

        Assert.Equal(areEnded, open.IsCancellationRequested);
    }

    [Fact]
    public async Task Scope_ThatLosesAServer_WhichAnotherOneGrants_EndsNothing()
    {
        await using var core = await AuthCore.StartAsync();
        var open = (await core.JudgeAsync(core.Issue().Text)).Resolved!.Proxy.Revoked;

        await PutRulesAsync(core, "", "all");

        Assert.False(open.IsCancellationRequested);
    }

    [Fact]
    public async Task Rotation_NewKeySignsAfterAWhile_AndOldTokensStayGood()
    {
        await using var core = await AuthCore.StartAsync();
        var ring = core.Get<SigningKeyRing>();
        core.Clock.Advance(TimeSpan.FromMinutes(5));
        var old = core.Issue(core.Grant() with { ExpiresAt = core.Clock.GetUtcNow() + TimeSpan.FromHours(24) });

        Assert.True((await ring.RotateAsync(CancellationToken.None)).IsSuccess);
        var soon = core.Issue();
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        var next = core.Issue();

        Assert.Equal(2, ring.Current.VerificationKeys.Count);
        Assert.Equal(KeyId(old.Text), KeyId(soon.Text));
        Assert.NotEqual(KeyId(old.Text), KeyId(next.Text));
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(old.Text)).Refusal);
        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(next.Text)).Refusal);

        core.Clock.Advance(TimeSpan.FromHours(26));
        await ring.LoadAsync(CancellationToken.None);
        Assert.Single(ring.Current.VerificationKeys);
    }

    [Theory]
    [InlineData("true", "mcp-auth-server", "mcp-registry", Secret, "None")]
    [InlineData("true", "mcp-auth-server", "mcp-registry", "another secret of thirty-two bytes!", "BadSignature")]
    [InlineData("true", "mcp-auth-server", "other", Secret, "WrongAudience")]
    [InlineData("true", "other", "mcp-registry", Secret, "UnknownIssuer")]
    [InlineData("false", "mcp-auth-server", "mcp-registry", Secret, "UnknownIssuer")]
    public async Task SharedSecretToken_CountsOnlyWhenSwitchedOn(
        string isOn, string issuer, string audience, string secret, string expected)
    {
        await using var core = await AuthCore.StartAsync(("SECRET_KEY", Secret), ("Auth:AcceptSharedSecretTokens", isOn));
        var now = core.Clock.GetUtcNow().ToUnixTimeSeconds();
        var input = TokenForge.Encode("""{"alg":"HS256","typ":"JWT"}""") + "." + TokenForge.Encode(
            $$"""{"iss":"{{issuer}}","aud":"{{audience}}","sub":"bob","groups":["staff"],"scope":"readers """
                + $$"""root","token_use":"access","iat":{{now}},"exp":{{now + 60}}}""");

        var outcome = await core.JudgeAsync(
            $"{input}.{Base64UrlText.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(input)))}");

        Assert.Equal(expected, outcome.Refusal.ToString());
        if (outcome.Resolved is { } resolved)
        {
            Assert.Equal("shared:bob", resolved.Caller.Subject);
            Assert.Equal(["readers"], resolved.Caller.Scopes);
        }
    }

    [Fact]
    public async Task OwnKeys_DoNotVerifyOtherKindsOfTokens()
    {
        await using var core = await AuthCore.StartAsync();
        var parts = core.Issue().Text.Split('.');
        var key = core.Get<SigningKeyRing>().Current.Signer(core.Clock.GetUtcNow());
        var header = TokenForge.Encode($$"""{"alg":"ES256","typ":"JWT","kid":"{{key.KeyId}}"}""");

        var idToken = $"{header}.{parts[1]}.{Base64UrlText.Encode(key.Sign(Encoding.ASCII.GetBytes($"{header}.{parts[1]}")))}";

        Assert.Equal(TokenRefusal.WrongType, (await core.JudgeAsync(idToken)).Refusal);
    }

    private static string KeyId(string token) =>
        StrictJson.ReadObject(Base64UrlText.Decode(token.Split('.')[0])!)!.Value.GetProperty("kid").GetString()!;

    private static async Task PutRulesAsync(AuthCore core, string servers, string tool)
    {
        var rules = servers.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(server => new ServerRule(server, ["all"], [tool]))
            .ToArray();
        var scope = new ScopeRecord { Name = "readers", GroupMappings = ["staff"], Rules = rules };
        var committed = await core.Documents.CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, scope.Name, scope, expectedVersion: null), CancellationToken.None);
        Assert.True(committed.IsSuccess);
    }
}
