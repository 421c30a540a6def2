using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Proxy.Access;

/// <summary>Which requests may live by the session cookie: a table that a browser's author would agree with.</summary>
public sealed class OriginRuleTests
{
    private static readonly string[] Allowed = ["https://chat.example.com", "http://localhost:3000", "not an origin"];

    public static TheoryData<string?, string?, bool> Requests => new()
    {
        // Origin, Sec-Fetch-Site, may
        { null, null, true },
        { null, "same-origin", true },
        { null, "none", true },
        { null, "cross-site", false },
        { null, "same-site", false },
        { null, "SAME-ORIGIN", false },
        { null, "", false },
        { "https://gw.example", null, true },
        { "https://GW.example", null, true },
        { "https://gw.example:443", null, true },
        { "http://gw.example", null, false },
        { "https://gw.example:8443", null, false },
        { "https://evil.example", null, false },
        { "https://gw.example.evil.example", null, false },
        { "https://evil.example", "same-origin", true },
        { "https://evil.example", "cross-site", false },
        { "null", null, false },
        { "", null, false },
        { "garbage", null, false },
        { "https://chat.example.com", null, true },
        { "https://chat.example.com", "cross-site", true },
        { "https://chat.example.com:8443", "cross-site", false },
        { "http://chat.example.com", "cross-site", false },
        { "http://localhost:3000", "cross-site", true },
        { "http://localhost:3001", "cross-site", false },
        { "file:///etc/passwd", null, false },
        { $"https://{new string('a', 59)}\u00f6.example", null, false },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Allows_OriginAndSite_AsListed(string? origin, string? site, bool expected)
    {
        var request = Request(origin is null ? [] : [origin]);
        if (site is not null)
        {
            request.Headers["Sec-Fetch-Site"] = site;
        }

        Assert.Equal(expected, OriginRule.Allows(request, Allowed));
    }

    [Fact]
    public void Allows_TwoOrigins_AreNone() =>
        Assert.False(OriginRule.Allows(Request(["https://gw.example", "https://chat.example.com"]), Allowed));

    private static HttpRequest Request(string[] origins)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "https";
        request.Host = new HostString("gw.example");
        request.Headers.Origin = origins;
        return request;
    }
}
