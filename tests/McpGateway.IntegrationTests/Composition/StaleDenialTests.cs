using McpGateway.IntegrationTests.Identity;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>
/// <c>Storage:DenyWhenStale</c> puts a check before the authenticator: all else that the data plane asks of it is answered as without.
/// </summary>
public sealed class StaleDenialTests
{
    private const string ShortSecret = "shorter than a token of the gateway";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Authenticator_OfTheProduct_KnowsShortSecretsOfConfiguredClients(bool denies)
    {
        await using var gateway = await ComposedGateway.StartAsync(
            ("Storage:DenyWhenStale", denies ? "true" : "false"),
            ("OAuth:Clients:0:ClientId", "nightly-agent"),
            ("OAuth:Clients:0:ClientSecret", ShortSecret),
            ("OAuth:Clients:0:Groups:0", "public-mcp-users"));

        var authenticator = gateway.Services.GetRequiredService<IProxyAuthenticator>();

        Assert.True(authenticator.MayBeForGateway("key=" + ShortSecret));
        Assert.False(authenticator.MayBeForGateway("key=of-the-upstream"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_ShortSecretOfAConfiguredClient_StaysHere(bool denies)
    {
        await using var world = await IngressWorld.StartAsync(denies);
        var own = await world.CredentialAsync("vended");

        var seen = await world.SendAsync(own, $"X-Api-Key: {IngressWorld.ConfiguredSecret}\r\nX-Mine: of-the-upstream\r\n");

        Assert.Contains("of-the-upstream", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(IngressWorld.ConfiguredSecret, seen, StringComparison.Ordinal);
    }
}
