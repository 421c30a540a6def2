using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Registry.Servers;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Tests.Routing;

/// <summary>What is stored about a server, as the data plane routes by it.</summary>
public sealed class RouteCompilerTests
{
    private static readonly BuiltInServer Product = new("/currenttime/", "Clock", "", "inprocess://currenttime/") { Aliases = ["/time"] };

    /// <summary>Whether it is switched on, its last check, and the state of its route.</summary>
    [Theory]
    [InlineData(true, "healthy", RouteState.Ready)]
    [InlineData(true, "healthy-auth-expired", RouteState.Ready)]
    [InlineData(true, "unhealthy: timeout", RouteState.Unhealthy)]
    [InlineData(true, "error: IOException", RouteState.Unhealthy)]
    [InlineData(true, "checking", RouteState.Unhealthy)]
    [InlineData(true, "unknown", RouteState.Unhealthy)]
    [InlineData(true, "disabled", RouteState.Unhealthy)]
    [InlineData(true, "Healthy", RouteState.Unhealthy)]
    [InlineData(true, null, RouteState.Unhealthy)]
    [InlineData(false, "healthy", RouteState.Disabled)]
    [InlineData(false, null, RouteState.Disabled)]
    public void State_Server_IsReadyWhenOnAndFoundHealthy(bool isEnabled, string? status, RouteState expected) => Assert.Equal(
        expected, Compile(Records.Server() with { IsEnabled = isEnabled }, health: status is null ? null : new(status, null))!.State);

    [Theory]
    [InlineData(true, RouteState.Ready)]
    [InlineData(false, RouteState.Disabled)]
    public void State_ServerInThisProcess_NeedsNoCheck(bool isEnabled, RouteState expected) => Assert.Equal(
        expected, Compile(Records.Server(url: "inprocess://currenttime/") with { IsEnabled = isEnabled })!.State);

    /// <summary>A client starts such a program itself.</summary>
    [Fact]
    public void Compile_Stdio_IsNoRoute() =>
        Assert.Null(Compile(Records.Server() with { SupportedTransports = [ServerTransport.Stdio] }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("weather.test/mcp")]
    public void Compile_NoAddress_IsNoRoute(string? url) => Assert.Null(Compile(Records.Server(url: url)));

    [Theory]
    [InlineData("/weather", "/weather", "weather")]
    [InlineData("/weather/", "/weather", "weather")]
    [InlineData("/team/weather/", "/team/weather", "team/weather")]
    public void Compile_Path_IsCanonical(string path, string expected, string name)
    {
        var route = Compile(Records.Server(path))!;

        Assert.Equal((expected, name), (route.Path, route.Name));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://weather.test/m", "https://weather.test/m")]
    [InlineData("relative", null)]
    public void Compile_Endpoints_AreAbsoluteOrNone(string? stated, string? expected)
    {
        var route = Compile(Records.Server() with { McpEndpoint = stated, SseEndpoint = stated })!;

        Assert.Equal((expected, expected), (route.McpEndpoint?.AbsoluteUri, route.SseEndpoint?.AbsoluteUri));
    }

    /// <summary>Where callers have credentials of their own, nobody acts as the service for not having one.</summary>
    [Theory]
    [InlineData(false, "Authorization=Bearer service,X-Key=k")]
    [InlineData(true, "X-Key=k")]
    public void Headers_OwnCredentials_ReplaceTheConfiguredOne(bool usesEgress, string expected)
    {
        var secrets = new ServerSecretsRecord { Headers = [new("Authorization", "Bearer service"), new("X-Key", "k")] };

        var route = Compile(Records.Server(), secrets, usesEgress: usesEgress)!;

        Assert.Equal(expected, string.Join(',', route.Headers.Select(header => $"{header.Key}={header.Value}")));
        Assert.Equal(usesEgress, route.UsesEgressCredentials);
    }

    [Fact]
    public void Headers_OwnCredentials_WhateverTheCaseOfTheName() => Assert.Empty(
        Compile(Records.Server(), new() { Headers = [new("AUTHORIZATION", "Bearer service")] }, usesEgress: true)!.Headers);

    [Theory]
    [InlineData(true, "/time")]
    [InlineData(false, "")]
    public void Aliases_ArePartOfTheProductsOwnServersOnly(bool isBuiltIn, string expected) => Assert.Equal(
        expected, string.Join(',',
            Compile(Records.Server("/currenttime/", url: "inprocess://currenttime/") with { IsBuiltIn = isBuiltIn },
                builtIn: Product)!.Aliases));

    [Fact]
    public void Options_ApplyToEveryRoute()
    {
        var options = new RoutingOptions
        {
            AllowPrivateUpstreams = false,
            ConnectTimeout = TimeSpan.FromSeconds(7),
            ResponseTimeout = TimeSpan.FromMinutes(9)
        };

        var route = RouteCompiler.Compile(new(Records.Server(), null, null, false, null), options)!;

        Assert.Equal((false, TimeSpan.FromSeconds(7), TimeSpan.FromMinutes(9)),
            (route.AllowsPrivateAddresses, route.ConnectTimeout, route.ResponseTimeout));
    }

    [Theory]
    [InlineData("00:00:00.099", "00:05:00", "Routing:ConnectTimeout")]
    [InlineData("00:01:00.001", "00:05:00", "Routing:ConnectTimeout")]
    [InlineData("00:00:05", "00:00:00.999", "Routing:ResponseTimeout")]
    [InlineData("00:00:05", "01:00:01", "Routing:ResponseTimeout")]
    [InlineData("00:00:00.100", "00:00:01", null)]
    [InlineData("00:01:00", "01:00:00", null)]
    public void Validate_Times_AreLimitedAndNamed(string connect, string response, string? named)
    {
        var options = new RoutingOptions
        {
            ConnectTimeout = TimeSpan.Parse(connect, null),
            ResponseTimeout = TimeSpan.Parse(response, null)
        };

        var result = new RoutingOptionsValidator().Validate(null, options);

        Assert.Equal(named is null, result.Succeeded);
        Assert.True(named is null || Assert.Single(result.Failures!).Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://weather.test/", true, true)]
    [InlineData("http://weather.test/", false, true)]
    [InlineData("http://10.0.0.1/", true, true)]
    [InlineData("http://10.0.0.1/", false, false)]
    [InlineData("http://127.0.0.1/", false, false)]
    [InlineData("http://[::1]/", false, false)]
    [InlineData("http://localhost/", false, false)]
    [InlineData("http://169.254.169.254/latest/meta-data", true, false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false, false)]
    public void UpstreamAddresses_AreJudgedAsTheyWillBeDialled(string url, bool allowsPrivate, bool isAccepted)
    {
        var addresses = new UpstreamAddresses(
            Microsoft.Extensions.Options.Options.Create(new RoutingOptions { AllowPrivateUpstreams = allowsPrivate }));

        Assert.Equal(isAccepted, addresses.Problem(new(url)) is null);
    }

    private static Route? Compile(
        ServerRecord server, ServerSecretsRecord? secrets = null, HealthRecord? health = null, bool usesEgress = false,
            BuiltInServer? builtIn = null) =>
        RouteCompiler.Compile(new(server, secrets, health, usesEgress, builtIn), new());
}
