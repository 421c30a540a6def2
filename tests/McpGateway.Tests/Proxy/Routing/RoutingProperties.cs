using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.Routing;

/// <summary>Routing against its definition, and the path reader against every text.</summary>
public sealed class RoutingProperties
{
    private static readonly Gen<string> Segment = Gen.Elements("a", "b", "team", "mcp", "sse", "messages", "x.y", "~");

    private static readonly Gen<string> Path = Segment.ListOf().Select(segments => "/" + string.Join('/', segments.Take(5)));

    /// <summary>The longest registered path that is the request's, or is followed by a slash in it.</summary>
    [Fact]
    public void Match_AnyTable_IsTheLongestPrefixOnASegmentBoundary() =>
        Prop.ForAll(Path.ListOf().ToArbitrary(), Path.ToArbitrary(), Gen.Elements("", "/").ToArbitrary(), (registered, request, end) =>
        {
            var routes = registered.Where(path => path != "/").Distinct(StringComparer.Ordinal).ToArray();
            var table =
                new RouteTable(routes.Select(path => new Route { Path = path, Upstream = new("http://u/"), State = RouteState.Ready }), 1);
            var target = request == "/" ? request : request + end;
            var expected = routes.Where(path => target == path || target.StartsWith(path + "/", StringComparison.Ordinal))
                .MaxBy(path => path.Length);
            var match = table.Match(target);
            return expected is null
                ? match is null
                : match is { } found && found.Route.Path == expected && Same(found.Remainder, target[expected.Length..]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    [Fact]
    public void TryParse_AnyText_IsCanonicalOrRefused() => Prop.ForAll(Targets().ToArbitrary(), target =>
        !RequestPath.TryParse(target, out var path, out var fault)
            ? fault.Length > 0
            : path.Path[0] == '/'
                && !path.Path.Split('/').Any(segment => segment is "." or "..")
                && !path.Path.Contains("//", StringComparison.Ordinal)
                && !path.Path.Any(character => character is '\\' or ';' || char.IsControl(character)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(4000));

    [Theory]
    [InlineData("/srv/mcp?a#b")]
    [InlineData("/srv?#")]
    [InlineData("http://gw.example/srv?x#y")]
    public void TryParse_FragmentAfterTheQuery_IsRefused(string target) => Assert.False(RequestPath.TryParse(target, out _, out _));

    /// <summary>What the client adds to the query never takes the place of what the operator configured.</summary>
    [Fact]
    public void For_AnyQuery_KeepsTheConfiguredPart() => Prop.ForAll(
        Gen.Elements("key=evil", "KEY=evil", "k%65y=evil", "key", "a=1", "b", "=", "", "key%3Devil", "a=key=1").ListOf().ToArbitrary(),
        pairs =>
        {
            var route = new Route { Path = "/p", Upstream = new("http://up.example/mcp?key=good"), State = RouteState.Ready };
            var address = new UpstreamAddress(route).For("", "?" + string.Join('&', pairs));
            var keys = address.Query[1..].Split('&')
                .Where(pair => Uri.UnescapeDataString(pair.Split('=')[0]).Equals("key", StringComparison.OrdinalIgnoreCase));
            return keys.SequenceEqual(["key=good"]);
        }).QuickCheckThrowOnFailure();

    private static Gen<string> Targets() =>
        from pieces in Gen.Elements(
            "/", "a", ".", "..", "%2e", "%2F", "%5C", "%25", "%32%65", ";", "\\", "?", "#", "%00", "%c0%ae", "é", "%C3%A9", "http://h",
            "//", " ", "%", "%e2%80%8b").ListOf()
        from leads in Gen.Elements("/", "", "http://h/")
        select leads + string.Concat(pieces.Take(8));

    private static bool Same(string remainder, string rest) => remainder == rest
        || (rest is "/mcp/" or "/sse/" && remainder == rest.TrimEnd('/'));
}
