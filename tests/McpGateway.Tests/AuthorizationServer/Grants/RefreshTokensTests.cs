using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Clients;

namespace McpGateway.Tests.AuthorizationServer.Grants;

public sealed class RefreshTokensTests
{
    [Fact]
    public async Task Of_GrantAndGeneration_IsAlwaysTheSame_AndDiffersOtherwise()
    {
        await using var core = await OAuthCore.StartAsync();
        var tokens = core.Get<RefreshTokens>();
        var grant = Grant(GrantStore.NewId());
        var text = tokens.Of(grant);

        Assert.Equal(text, tokens.Of(grant));
        Assert.StartsWith("mgr_", text, StringComparison.Ordinal);
        Assert.Equal(grant.Id, tokens.GrantIdOf(text));
        Assert.True(tokens.AreOurs(text));
        Assert.NotEqual(text, tokens.Of(grant with { Generation = 1 }));
        Assert.NotEqual(text, tokens.Of(grant with { Seed = "other" }));
        Assert.NotEqual(text, tokens.Of(Grant(GrantStore.NewId())));
        Assert.Equal(grant.Id, tokens.GrantIdOf(tokens.Of(grant with { Generation = int.MaxValue })));
    }

    [Fact]
    public async Task GrantIdOf_TokenOfAnotherMasterKey_IsNotOurs()
    {
        await using var one = await OAuthCore.StartAsync();
        await using var other = await OAuthCore.StartAsync(("SECRET_KEY", "another key, for tests only as well"));

        Assert.Null(other.Get<RefreshTokens>().GrantIdOf(one.Get<RefreshTokens>().Of(Grant(GrantStore.NewId()))));
    }

    /// <summary>While the master key is exchanged: a token of the former key is known, and repeated as it was.</summary>
    [Fact]
    public void Present_TokenOfAnAcceptedKey_IsTheOneThatTheGrantHas()
    {
        var (former, next) = (MasterKey.FromText("the former key, for tests only"), MasterKey.FromText("the next key, for tests only"));
        var before = new RefreshTokens(new SecretProtector(former));
        var during = new RefreshTokens(new SecretProtector(next, former));
        var grant = Grant(GrantStore.NewId());
        var issued = before.Of(grant);
        grant = grant with { RefreshHash = Secrets.Hash(issued) };
        var renewed = grant with { Generation = 1 };
        renewed = renewed with { RefreshHash = Secrets.Hash(during.Of(renewed)) };

        Assert.Equal(grant.Id, during.GrantIdOf(issued));
        Assert.Equal(issued, during.Present(grant));
        Assert.Equal(during.Of(renewed), during.Present(renewed));
        Assert.Null(new RefreshTokens(new SecretProtector(next)).GrantIdOf(issued));
        Assert.Equal(grant.Id, new RefreshTokens(new SecretProtector(next)).GrantIdOf(during.Present(renewed)));
    }

    /// <summary>One character changed, added or taken away: not ours, so that a guess ends no family.</summary>
    [Fact]
    public async Task GrantIdOf_AnyChange_IsNotOurs()
    {
        await using var core = await OAuthCore.StartAsync();
        var tokens = core.Get<RefreshTokens>();
        var text = tokens.Of(Grant(GrantStore.NewId()));
        for (var at = 0; at < text.Length; at++)
        {
            Assert.Null(tokens.GrantIdOf(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]));
            Assert.Null(tokens.GrantIdOf(text.Remove(at, 1)));
        }

        Assert.All(
            ["", "mgr_", text + "A", text + "=", " " + text, text.ToUpperInvariant(), text[4..]], other =>
            Assert.Null(tokens.GrantIdOf(other)));
    }

    [Fact]
    public async Task GrantIdOf_AnyText_IsNotOurs()
    {
        await using var core = await OAuthCore.StartAsync();
        var tokens = core.Get<RefreshTokens>();

        Prop.ForAll<string>(text => !tokens.AreOurs(text ?? "") && !tokens.AreOurs("mgr_" + text)).QuickCheckThrowOnFailure();
        Prop.ForAll<byte[]>(
            bytes => !tokens.AreOurs("mgr_" + McpGateway.Identity.Tokens.Base64UrlText.Encode(bytes ?? []))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("readers")]
    public void ToIdentity_Grant_SpeaksForItsHolder_CutDownToItsScopes(string? scope)
    {
        var grant = Grant("id") with { Scopes = scope is null ? [McpGateway.Identity.Tokens.OAuthScopes.Everything] : [scope] };

        var identity = grant.ToIdentity();

        Assert.Equal(
            ("local:bob", "bob", "local", "client", "oauth2"),
            (identity.Subject, identity.UserName, identity.Provider, identity.ClientId, identity.AuthMethod));
        Assert.Equal(scope is null ? null : [scope], identity.GrantedScopes);
        Assert.Equal("id", grant.ToString());
    }

    private static GrantRecord Grant(string id) => new()
    {
        Id = id,
        ClientId = "client",
        Holder = OAuthCore.Bob,
        Scopes = [],
        Resources = [],
        Issuer = OAuthCore.Origin,
        Seed = "seed",
        GrantedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch,
    };
}
