using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.Routing;

/// <summary>One rule for both sides: what may be registered is what can be routed.</summary>
public sealed class RoutePathTests
{
    /// <summary>Ordinary names, everything reserved, and what must not get through.</summary>
    private static readonly string[] Segments =
    [
        "a", "github", "a.b-c_d~1", "Api2", "apis", "mcpgw", "", ".", "..", "...", "a b", "a%2fb", "a;b", "ä", "{a}", "mcp", "SSE",
        "messages", "rating", "versions",
        "security-scan", "x\n", "1", new('l', 60), .. RoutePath.ReservedFirstSegments,
    ];

    private static readonly Gen<string> Paths =
        from count in Gen.Choose(0, 10)
        from segments in Gen.Elements(Segments).ArrayOf(count)
        from leading in Gen.Elements("", "/", "//", " /")
        from trailing in Gen.Elements("", "/", "//", " ")
        select leading + string.Join('/', segments) + trailing;

    [Theory]
    [InlineData("api")]
    [InlineData("v0.1")]
    [InlineData("oauth2")]
    [InlineData(".well-known")]
    [InlineData("health")]
    [InlineData("validate")]
    [InlineData("openapi.json")]
    [InlineData("docs")]
    [InlineData("redoc")]
    [InlineData("login")]
    [InlineData("logout")]
    [InlineData("ui")]
    [InlineData("static")]
    [InlineData("_framework")]
    [InlineData("_blazor")]
    [InlineData("_content")]
    [InlineData("metrics")]
    [InlineData("mcp")]
    [InlineData("favicon.ico")]
    [InlineData("realms")]
    [InlineData("keycloak")]
    [InlineData("internal")]
    [InlineData("callback")]
    [InlineData("authorize")]
    [InlineData("token")]
    [InlineData("register")]
    [InlineData("config")]
    [InlineData("device")]
    [InlineData("tools")]
    [InlineData("groups")]
    [InlineData("all")]
    public void ProblemsOf_ReservedFirstSegment_IsRefusedInAnyCase(string segment)
    {
        Assert.Contains("the gateway uses it itself", Assert.Single(RoutePath.ProblemsOf("/" + segment)), StringComparison.Ordinal);
        Assert.NotEmpty(RoutePath.ProblemsOf("/" + segment.ToUpperInvariant() + "/x"));
        Assert.Contains(segment, RoutePath.ReservedFirstSegments);
    }

    [Fact]
    public void ProblemsOf_LongestPath_IsAccepted()
    {
        Assert.Empty(RoutePath.ProblemsOf("/" + new string('a', RoutePath.MaxLength - 1)));
        Assert.NotEmpty(RoutePath.ProblemsOf("/" + new string('a', RoutePath.MaxLength)));
    }

    [Fact]
    public void Path_ThatIsRegistered_IsRoutedWithEveryTransport() => Prop.ForAll(Paths.ToArbitrary(), static text =>
    {
        var path = ServerPath.Normalise(text);
        return ServerPath.ProblemsOf(path).Any() || Surface(path).All(request => Remainder(path, request.Target) == request.Remainder);
    }).QuickCheckThrowOnFailure();

    /// <summary>Whatever request finds the server at its own path was a path that could be registered, unless it is reserved.</summary>
    [Fact]
    public void Path_ThatIsRoutedAndNotReserved_MayBeRegistered() => Prop.ForAll(Paths.ToArbitrary(), static text =>
    {
        var path = ServerPath.Normalise(text);
        return IsReserved(path)
            || path.Length > RoutePath.MaxLength
            || Surface(path).Any(request => Remainder(path, request.Target) != request.Remainder)
            || !ServerPath.ProblemsOf(path).Any();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Path_Generated_IsOftenEnoughOfEitherKind()
    {
        var accepted = Paths.Sample(1000).Count(text => !ServerPath.ProblemsOf(ServerPath.Normalise(text)).Any());
        Assert.InRange(accepted, 10, 990);
    }

    /// <summary>What clients send: the address as it is shown, and the same with a transport appended.</summary>
    private static IEnumerable<(string Target, string Remainder)> Surface(string path)
    {
        var prefix = path.EndsWith('/') ? path : path + "/";
        yield return (path, path.EndsWith('/') ? "/" : "");
        yield return (prefix + "mcp", "/mcp");
        yield return (prefix + "sse", "/sse");
        yield return (prefix + "messages/", "/messages/");
    }

    private static string? Remainder(string path, string target)
    {
        var route = new Route { Path = ServerPath.KeyOf(path), Upstream = new("http://u.test/"), State = RouteState.Ready };
        return RequestPath.TryParse(target, out var request, out _)
            && new RouteTable([route], 1).Match(request.Path) is { IsPublicSurface: true } match
            ? match.Remainder
            : null;
    }

    private static bool IsReserved(string path)
    {
        var segments = path.Trim('/').ToLowerInvariant().Split('/');
        return RoutePath.ReservedFirstSegments.Contains(segments[0])
            || segments.Length > RoutePath.MaxSegments
            || segments.Skip(1).Any(segment => segment is "mcp" or "sse" or "messages")
            || (segments.Length > 1 && segments[^1] is "rate" or "rating" or "rescan" or "security-scan" or "approve" or "versions");
    }
}
