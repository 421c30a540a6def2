using System.Text;
using McpGateway.Proxy.Routing;

namespace McpGateway.Fuzz.Targets;

/// <summary>The canonical path: one spelling, and the way back to an upstream's address means the same path.</summary>
internal sealed class RequestPathTarget : FuzzTarget
{
    private static readonly Route Server =
        new() { Path = "/s", Upstream = new Uri("http://up.example/base?k=v"), State = RouteState.Ready };
    private static readonly RouteTable Table = new([Server], 1);

    public override string Name => "path";

    public override IReadOnlyList<string> Words { get; } =
    [
        "/", "/s", "/mcp", "/sse", "/messages/", "..", "%2e", "%2F", "%5c", "%25", "%u0041", ";", "\\", "?", "k=w", "&", "#", "http://h",
        "https://h/", "//",
        "%c0%af", "%e2%80%8b", "%ef%bc%8f",
    ];

    public override int Run(byte[] input)
    {
        var target = Encoding.Latin1.GetString(input);
        CheckRegistration(target);
        if (!RequestPath.TryParse(target, out var path, out var fault))
        {
            Require(fault.Length > 0, "a refusal says why");
            return fault.Length;
        }

        var text = path.Path;
        Require(text[0] == '/', "a path begins with a slash");
        Require(!text.Contains("//", StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal), "one separator");
        Require(!Array.Exists(text.Split('/'), segment => segment is "." or ".."), "no way up");
        Require(path.Query.Length == 0 || path.Query[0] == '?', "the query keeps its mark");
        Require(!text.Any(char.IsControl), "no control characters");
        var encoded = string.Join('/', text.Split('/').Select(Uri.EscapeDataString));
        Require(RequestPath.TryParse(encoded, out var again, out _) && again.Path == text, "encoded again it is the same path");
        var match = Table.Match(text);
        return HashCode.Combine(text.Length > 1, path.Query.Length > 0, match is null ? -1 : CheckUpstream(match.Value, path.Query));
    }

    private static int CheckUpstream(RouteMatch match, string query)
    {
        var address = match.Upstream.For(match.Remainder, query);
        Require(address.Authority == "up.example", "the upstream stays the same");
        Require(address.AbsolutePath.StartsWith("/base", StringComparison.Ordinal), "its path stays the prefix");
        Require(address.Query.StartsWith("?k=v", StringComparison.Ordinal), "its query stays first");
        Require(address.Fragment.Length == 0, "no fragment");
        return HashCode.Combine(match.IsPublicSurface, match.Remainder.Length > 1);
    }

    /// <summary>Where a server may be registered, requests find it.</summary>
    private static void CheckRegistration(string path)
    {
        if (!RoutePath.ProblemsOf(path).Any())
        {
            var kept = path.TrimEnd('/');
            Require(RequestPath.TryParse(kept, out var read, out _) && read.Path == kept, "a registered path is canonical");
            var table = new RouteTable([new Route { Path = kept, Upstream = Server.Upstream, State = RouteState.Ready }], 1);
            Require(table.Match(kept + "/mcp") is { Remainder: "/mcp", IsPublicSurface: true }, "a registered path is routed");
        }
    }
}
