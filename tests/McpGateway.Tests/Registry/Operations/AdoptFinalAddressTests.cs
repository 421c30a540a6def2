using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Registry.Operations;

/// <summary>What takes the place of an address that redirects.</summary>
public sealed class AdoptFinalAddressTests
{
    /// <summary>Stated endpoint, where the address leads, and what is registered afterwards.</summary>
    [Theory]
    [InlineData(null, "https://weather.test/mcp/", "https://weather.test/mcp/", null)]
    [InlineData(null, "https://weather.test/v2/rpc", "https://weather.test/mcp", "https://weather.test/v2/rpc")]
    [InlineData("https://weather.test/old", "https://weather.test/mcp/", "https://weather.test/mcp", "https://weather.test/mcp/")]
    public async Task Execute_Redirect_TakesThePlaceOfWhatRedirects(string? endpoint, string final, string url, string? mcpEndpoint)
    {
        await using var world = await RegistryWorld.StartAsync();
        await world.PutAsync(Records.Server() with { McpEndpoint = endpoint });
        world.Health.FinalAddress = final;

        var outcome = await world.Get<AdoptFinalAddress>().ExecuteAsync(world.Caller("owner"), "/weather", RegistryWorld.Cancellation);

        Assert.True(outcome.IsSuccess, outcome.Error?.Detail);
        var stored = await world.StoredAsync("/weather");
        Assert.Equal((url, mcpEndpoint), (stored.ProxyPassUrl, stored.McpEndpoint));
    }

    [Theory]
    [InlineData("user", "https://weather.test/mcp/", ErrorKind.Forbidden)]
    [InlineData("owner", null, ErrorKind.Invalid)]
    public async Task Execute_WhatMayNotBe_ChangesNothing(string caller, string? final, ErrorKind expected)
    {
        await using var world = await RegistryWorld.StartAsync();
        await world.PutAsync(Records.Server());
        world.Health.FinalAddress = final;

        var outcome = await world.Get<AdoptFinalAddress>().ExecuteAsync(world.Caller(caller), "/weather", RegistryWorld.Cancellation);

        Assert.Equal(expected, outcome.Error?.Kind);
        Assert.Equal("https://weather.test/mcp", (await world.StoredAsync("/weather")).ProxyPassUrl);
    }

    /// <summary>Stored header values were not given for another host.</summary>
    [Fact]
    public async Task Execute_OtherHostWithStoredHeaders_IsLeftToAPerson()
    {
        await using var world = await RegistryWorld.StartAsync();
        await world.PutAsync(Records.Server());
        world.Health.FinalAddress = "https://other.test/mcp";

        var outcome = await world.Get<AdoptFinalAddress>().ExecuteAsync(world.Caller("owner"), "/weather", RegistryWorld.Cancellation);

        Assert.False(outcome.IsSuccess);
    }
}
