using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Values and secrets that operators set: single ones change, nothing else does, and none comes back.</summary>
public sealed class WriteOnlySecretTests
{
    private const string Secret = "a secret of the client";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetHeader_NewAndKnown_LeavesTheOthersAlone()
    {
        await using var world = await OperationWorld.StartAsync();
        var (headers, admin) = (world.Get<EditHeaders>(), world.Caller(Admin));

        await headers.SetAsync(admin, "/other", new("X-New", "one"), Cancel);
        var names = await headers.SetAsync(admin, "/other", new("x-new", "two"), Cancel);

        Assert.Equal(["X-Stored", "x-new"], names.Value!);
        Assert.Equal([("X-Stored", "stored value"), ("x-new", "two")], await HeadersAsync(world));
    }

    [Fact]
    public async Task RemoveHeader_LastOne_RemovesTheDocument()
    {
        await using var world = await OperationWorld.StartAsync();

        var names = await world.Get<EditHeaders>().RemoveAsync(world.Caller(Admin), "/other", "x-stored", Cancel);

        Assert.Empty(names.Value!);
        Assert.Null(await world.Get<ServerRepository>().FindSecretsAsync("/other", Cancel));
    }

    [Theory]
    [InlineData("X-User", "value")]
    [InlineData("bad name", "value")]
    [InlineData("X-Api-Key", "two\r\nlines")]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", HeaderValidator.Mask)]
    public async Task SetHeader_ThatCannotBe_ChangesNothingAndRepeatsNoValue(string name, string value)
    {
        await using var world = await OperationWorld.StartAsync();

        var refused = await world.Get<EditHeaders>().SetAsync(world.Caller(Admin), "/other", new(name, value), Cancel);

        Assert.Equal("headers", Assert.Single(refused.Error!.Fields).Field);
        Assert.DoesNotContain("two", refused.Error.Detail, StringComparison.Ordinal);
        Assert.Equal([("X-Stored", "stored value")], await HeadersAsync(world));
    }

    [Fact]
    public async Task SetHeader_ManyAtOnce_KeepsEveryOne()
    {
        await using var world = await OperationWorld.StartAsync();
        var (headers, admin) = (world.Get<EditHeaders>(), world.Caller(Admin));

        // Fewer than the attempts of one operation, so that each finds its turn.
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(number => headers.SetAsync(admin, "/other", new($"X-{number}", "v"), Cancel)));

        Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess, outcome.Error?.Detail));
        Assert.Equal(5, (await HeadersAsync(world)).Length);
    }

    [Fact]
    public async Task SaveEgress_Secret_IsKeptReplacedAndRemovedButNeverShown()
    {
        await using var world = await OperationWorld.StartAsync();
        var (egress, admin) = (world.Get<ServerEgress>(), world.Caller(Admin));
        var settings = new EgressView { Mode = EgressMode.UserOAuth, Provider = "github", ClientId = "gateway", Scopes = ["repo"] };

        var stored = await egress.SaveAsync(admin, "/other", settings, Secret, Cancel);
        var kept = await egress.SaveAsync(admin, "/other", settings with { Scopes = ["repo", "user"] }, null, Cancel);
        var moved = await egress.SaveAsync(admin, "/other", settings with { ClientId = "another" }, null, Cancel);
        var removed = await egress.SaveAsync(admin, "/other", settings, "", Cancel);

        Assert.True(stored.Value!.HasClientSecret);
        Assert.True(kept.Value!.HasClientSecret);
        Assert.Equal("client_secret", Assert.Single(moved.Error!.Fields).Field);
        Assert.False(removed.Value!.HasClientSecret);
        Assert.All(
            new[] { stored.Value, kept.Value },
            view => Assert.DoesNotContain(Secret, JsonSerializer.Serialize(view), StringComparison.Ordinal));
        Assert.Equal(["repo", "user"], kept.Value.Scopes);
    }

    [Fact]
    public async Task SaveEgress_PrivateKey_IsKeptButNeverShownAndNeverBecomesASecret()
    {
        await using var world = await OperationWorld.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (egress, admin, pem) = (world.Get<ServerEgress>(), world.Caller(Admin), key.ExportPkcs8PrivateKeyPem());
        var settings = new EgressView
        {
            Mode = EgressMode.ClientCredentials,
            Provider = EgressChoices.Upstream,
            ClientId = "gateway",
            ClientAuthentication = EgressChoices.PrivateKey,
            Issuer = "https://issuer.test",
            Audience = "peer",
        };

        var noKey = await egress.SaveAsync(admin, "/other", settings, Secret, Cancel);
        var stored = await egress.SaveAsync(admin, "/other", settings, pem, Cancel);
        var kept = await egress.SaveAsync(admin, "/other", stored.Value! with { Scopes = ["read"] }, null, Cancel);
        var sent = await egress.SaveAsync(admin, "/other", settings with { ClientAuthentication = null }, null, Cancel);
        var found = await egress.FindAsync(admin, "/other", Cancel);

        Assert.Equal("client_secret", Assert.Single(noKey.Error!.Fields).Field);
        Assert.DoesNotContain(Secret, noKey.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("client_secret", Assert.Single(sent.Error!.Fields).Field);
        Assert.True(kept.Value!.HasClientSecret);
        Assert.Equal(("https://issuer.test", "peer"), (found.Value!.Issuer, found.Value.Audience));
        Assert.All(
            new[] { stored.Value!, kept.Value, found.Value },
            view => Assert.DoesNotContain(pem.Split('\n')[1], JsonSerializer.Serialize(view), StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindEgress_ServerMovedToAnotherHost_SaysThatItIsOutdated()
    {
        await using var world = await OperationWorld.StartAsync();
        var (egress, admin) = (world.Get<ServerEgress>(), world.Caller(Admin));
        var settings = new EgressView { Mode = EgressMode.UserOAuth, Provider = "github", ClientId = "gateway" };
        await egress.SaveAsync(admin, "/other", settings, Secret, Cancel);
        var server = (await world.Get<ServerRepository>().FindAsync("/other", Cancel))!;
        await world.Get<DocumentStore>().CommitAsync(
            new DocumentBatch().Put(
                ServerRepository.Servers, "/other", server.Value with { ProxyPassUrl = "http://elsewhere.test/mcp" },
                server.Version), Cancel);

        var outdated = await egress.FindAsync(admin, "/other", Cancel);
        var confirmed = await egress.SaveAsync(admin, "/other", outdated.Value!, null, Cancel);

        Assert.True(outdated.Value!.IsOutdated);
        Assert.True(confirmed.IsSuccess, confirmed.Error?.Detail);
        Assert.False((await egress.FindAsync(admin, "/other", Cancel)).Value!.IsOutdated);
    }

    private static async Task<(string, string)[]> HeadersAsync(OperationWorld world) =>
        [.. (await world.Get<ServerRepository>().FindSecretsAsync("/other", Cancel))!.Value.Headers.Select(
            header => (header.Name, header.Value))];
}
