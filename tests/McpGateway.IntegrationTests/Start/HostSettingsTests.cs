using McpGateway.Host;
using McpGateway.Host.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Start;

/// <summary>Addresses to listen on: the web server takes what it does not understand for every address of the machine.</summary>
public sealed class HostSettingsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7860")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:5000;https://[::1]:5001")]
    [InlineData("http://*:80")]
    [InlineData("http://+:80")]
    [InlineData("https://0.0.0.0")]
    [InlineData("http://unix:/run/gateway.sock")]
    public void Check_Address_IsTaken(string addresses) => HostSettings.Check(Urls(addresses));

    [Theory]
    [InlineData("http://127.0.0.1:786o")]
    [InlineData("http://127.0.0.1:78x60")]
    [InlineData("http://127.0.0.1:")]
    [InlineData("http://127.0.0.l:18460")]
    [InlineData("http://256.1.1.1:0")]
    [InlineData("http://127.0.0.1 :0")]
    [InlineData("http://127.0.0.1:0/base")]
    [InlineData("http://gateway.example.com:80")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("foo")]
    public void Check_MistypedAddress_IsRefusedByName(string address)
    {
        var urls = Assert.Throws<OptionsValidationException>(() => HostSettings.Check(Urls($"http://127.0.0.1:1;{address}")));
        var endpoint = Assert.Throws<OptionsValidationException>(
            () => HostSettings.Check(Configuration("Kestrel:Endpoints:A:Url", address)));

        Assert.Contains($"'{address}'", Assert.Single(urls.Failures), StringComparison.Ordinal);
        Assert.StartsWith("Kestrel:Endpoints:A:Url", Assert.Single(endpoint.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void CreateBuilder_WithoutAnAddress_ListensForThisMachineAlone() => Assert.Equal(
        GatewayApplication.DefaultAddress, GatewayApplication.CreateBuilder([], usesSocketThreads: true).Configuration["urls"]);

    [Fact]
    public void CreateBuilder_StatedAddress_IsKept() => Assert.Equal(
        "http://127.0.0.1:0",
        GatewayApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"], usesSocketThreads: true).Configuration["urls"]);

    private static IConfiguration Urls(string addresses) => Configuration("urls", addresses);

    private static IConfiguration Configuration(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
}
