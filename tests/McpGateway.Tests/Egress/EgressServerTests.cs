using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Egress;

/// <summary>Where tokens may go, and under which settings they were given out.</summary>
public sealed class EgressServerTests
{
    private static readonly Dictionary<string, Func<EgressSettingsRecord, EgressSettingsRecord>> Bound = new(StringComparer.Ordinal)
    {
        ["mode"] = static settings => settings with { Mode = EgressMode.None },
        ["provider"] = static settings => settings with { Provider = "google" },
        ["tenant"] = static settings => settings with { Tenant = "t" },
        ["issuer"] = static settings => settings with { Issuer = "https://id.example.org" },
        ["authorization"] = static settings => settings with { AuthorizationEndpoint = "https://id.example.org" },
        ["token"] = static settings => settings with { TokenEndpoint = "https://id.example.org" },
        ["revocation"] = static settings => settings with { RevocationEndpoint = "https://id.example.org" },
        ["client"] = static settings => settings with { ClientId = "other" },
        ["method"] = static settings => settings with { ClientAuthentication = "none" },
        ["resource"] = static settings => settings with { Resource = "https://id.example.org" },
        ["audience"] = static settings => settings with { Audience = "https://id.example.org" },
        ["scopes"] = static settings => settings with { Scopes = ["a", "b"] },
        ["origins"] = static settings => settings with { Origins = ["https://other.example.org"] },
        ["scope as origin"] = static settings => settings with { Scopes = ["https://mcp.example.org"], Origins = [] },
    };

    public static TheoryData<string> BoundNames => [.. Bound.Keys];

    [Theory]
    [MemberData(nameof(BoundNames))]
    public void Binding_WhatUsersConsentedTo_IsAnotherWhenItChanges(string what) =>
        Assert.NotEqual(EgressRig.Settings().Binding(), Bound[what](EgressRig.Settings()).Binding());

    [Fact]
    public void Binding_AllChanges_AreToldApart() =>
        Assert.Equal(Bound.Count, Bound.Values.Select(change => change(EgressRig.Settings()).Binding()).Distinct().Count());

    /// <summary>A new secret, or the same scopes in another order, is nothing that a user has to consent to again.</summary>
    [Fact]
    public void Binding_WhatIsNoneOfTheUsersBusiness_IsTheSame()
    {
        var before = EgressRig.Settings() with { Scopes = ["a", "b"], Origins = ["https://a.example.org", "https://b.example.org"] };
        var after = before with
        {
            ClientSecret = "new",
            UpdatedBy = "somebody",
            UpdatedAt = DateTimeOffset.MaxValue,
            Scopes = ["b", "a"],
            Origins = ["https://b.example.org", "https://a.example.org"],
        };

        Assert.Equal(before.Binding(), after.Binding());
    }

    [Fact]
    public void Settings_AsText_HoldNoSecret() =>
        Assert.DoesNotContain("s3cret", $"{EgressRig.Settings() with { ClientSecret = "s3cret" }}", StringComparison.Ordinal);

    [Theory]
    [InlineData("https://mcp.example.org/a", null, null, true)]
    [InlineData("https://mcp.example.org:443/b", "https://mcp.example.org/mcp", "https://mcp.example.org/sse", true)]
    [InlineData("https://mcp.example.org:8443/a", null, null, false)]
    [InlineData("http://mcp.example.org/a", null, null, false)]
    [InlineData("https://mcp.example.org.evil.example/a", null, null, false)]
    [InlineData("https://mcp.example.org/a", "https://evil.example/mcp", null, false)]
    [InlineData("https://mcp.example.org/a", null, "https://evil.example/sse", false)]
    public void Covers_Addresses_OnlyOfTheOriginsThatWereStated(string url, string? mcp, string? sse, bool expected)
    {
        var egress = new EgressServer("/mail", EgressRig.Settings());

        // Twice: what it remembers of a route must be what it found.
        Assert.Equal(expected, egress.Covers(Route(url, mcp, sse)));
        Assert.Equal(expected, egress.Covers(EgressTarget.Of(EgressRig.Server(url, mcp, sse))));
        var route = Route(url, mcp, sse);
        Assert.Equal((expected, expected), (egress.Covers(route), egress.Covers(route)));
    }

    /// <summary>An agent has an address for each binding: credentials go to none that they were not stated for.</summary>
    [Theory]
    [InlineData("https://mcp.example.org/rest", true)]
    [InlineData("https://evil.example/rest", false)]
    public void Covers_Agent_EveryInterfaceCounts(string second, bool expected)
    {
        var agent = new AgentRoute
        {
            Card = default,
            CardHash = "0",
            Endpoints =
            [
                new(new("https://mcp.example.org/rpc"), AgentBinding.JsonRpc, IsVersion1: false, null),
                new(new(second), AgentBinding.HttpJson, IsVersion1: false, null),
            ],
        };

        var route = Route("https://mcp.example.org/rpc", null, null) with { Agent = agent };

        Assert.Equal(expected, new EgressServer("/mail", EgressRig.Settings()).Covers(route));
    }

    [Fact]
    public void Covers_AnotherRouteThanTheLast_IsJudgedByItself()
    {
        var egress = new EgressServer("/mail", EgressRig.Settings());

        Assert.True(egress.Covers(Route("https://mcp.example.org/", null, null)));
        Assert.False(egress.Covers(Route("https://evil.example/", null, null)));
    }

    [Theory]
    [InlineData(null, null, null, "")]
    [InlineData("no address", null, null, "")]
    [InlineData("https://a.example/x", "https://a.example/y", "http://a.example/z", "https://a.example http://a.example")]
    [InlineData("https://A.Example:443/x", "https://a.example", null, "https://a.example")]
    [InlineData("https://user:word@a.example/x", null, null, "https://user:word@a.example")]
    public void OriginsOf_Server_AreThoseOfAllItsAddresses(string? url, string? mcp, string? sse, string expected) =>
        Assert.Equal(expected, string.Join(' ', EgressTarget.Of(EgressRig.Server(url, mcp, sse)).Origins));

    [Fact]
    public void TokensKey_AnyServerAndUser_TellsNeither() => Prop.ForAll<string?>(text =>
        EgressRepository.TokensKey("/mail", text ?? "") is { Length: 64 } key && key.All(char.IsAsciiHexDigitLower))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, "organizations")]
    [InlineData("contoso.example", "contoso.example")]
    public void Preset_Microsoft_IsOfTheTenant(string? tenant, string expected)
    {
        var preset = ProviderPreset.Find(ProviderPreset.Microsoft, tenant)!;

        Assert.Equal(
            ($"https://login.microsoftonline.com/{expected}/oauth2/v2.0/authorize",
            $"https://login.microsoftonline.com/{expected}/oauth2/v2.0/token"),
            (preset.AuthorizationEndpoint, preset.TokenEndpoint));
    }

    /// <summary>What is sent to a preset passes the rules for what others state.</summary>
    [Fact]
    public void Preset_All_HaveAddressesThatMayBeUsedExceptThoseWithout()
    {
        using var rig = new EgressRig(allowPrivateAddresses: false);
        var http = rig.Get<EgressHttp>();

        foreach (var name in ProviderPreset.Names)
        {
            var preset = ProviderPreset.Find(name, tenant: null);
            Assert.Equal(name is ProviderPreset.Custom or ProviderPreset.Upstream, preset is null);
            Assert.True(preset is null || (http.Problem(preset.AuthorizationEndpoint) ?? http.Problem(preset.TokenEndpoint)) is null, name);
        }
    }

    private static Route Route(string url, string? mcp, string? sse) => new()
    {
        Path = "/mail",
        Upstream = new(url),
        McpEndpoint = mcp is null ? null : new(mcp),
        SseEndpoint = sse is null ? null : new(sse),
        State = RouteState.Ready,
    };
}
