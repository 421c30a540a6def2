using System.Security.Cryptography.X509Certificates;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Endpoint;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Scanning.Endpoint;

public sealed class EndpointAnalyserTests
{
    [Theory]
    [InlineData("https://elsewhere.example/mcp", Severity.Medium)]
    [InlineData("/mcp/", Severity.Low)]
    public async Task Analyse_Redirect_IsFound(string location, Severity severity)
    {
        var findings = await AnalyseAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        Assert.Equal(severity, Assert.Single(findings, static finding => finding.Rule == "redirect").Severity);
    }

    [Theory]
    [InlineData("http://mcp.example.com/plain", Severity.High)]
    [InlineData("http://elsewhere.example/", Severity.High)]
    [InlineData("https://elsewhere.example/", Severity.Medium)]
    public async Task Analyse_RedirectFromHttps_IsHighWhereTheEncryptionEnds(string location, Severity severity)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(EndpointRig.Host, days: 1);
        await using var rig = await EndpointRig.StartAsync(
            context =>
            {
                context.Response.StatusCode = 308;
                context.Response.Headers.Location = location;
                return Task.CompletedTask;
            },
            certificate);

        var outcome = await rig.AnalyseAsync(Subject(rig.Address), authority.Certificate);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(("redirect", severity), (finding.Rule, finding.Severity));
    }

    /// <summary>The exchange says that it was the certificate, and the scan goes by that.</summary>
    [Fact]
    public async Task Analyse_SelfSignedCertificate_IsFound()
    {
        using var certificate = TestAuthority.SelfSigned(EndpointRig.Host);
        await using var rig = await EndpointRig.StartAsync(static _ => Task.CompletedTask, certificate);

        var outcome = await rig.AnalyseAsync(Subject(rig.Address));

        AssertBadCertificate(outcome);
    }

    /// <summary>The authority is trusted: what is wrong is the time, or the name, alone.</summary>
    [Theory]
    [InlineData(EndpointRig.Host, -1, true)]
    [InlineData("other.example.com", 1, true)]
    [InlineData(EndpointRig.Host, 1, false)]
    public async Task Analyse_CertificateOfATrustedAuthority_IsJudgedByTimeAndName(string host, int days, bool isBad)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(host, days);
        await using var rig = await EndpointRig.StartAsync(Refuse, certificate);

        var outcome = await rig.AnalyseAsync(Subject(rig.Address), authority.Certificate);

        if (isBad)
        {
            AssertBadCertificate(outcome);
        }
        else
        {
            Assert.Empty(outcome.Findings);
            Assert.Null(outcome.Reason);
        }
    }

    /// <summary>What does not answer at all has no certificate that could be bad.</summary>
    [Fact]
    public async Task Analyse_NobodyThere_SaysSoAndFindsNothing()
    {
        var rig = await EndpointRig.StartAsync(Refuse);
        await rig.DisposeAsync();

        var outcome = await rig.AnalyseAsync(Subject(new UriBuilder(rig.Address) { Scheme = "https" }.Uri));

        Assert.Empty(outcome.Findings);
        Assert.Contains("cannot be reached", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EndpointRig.Host, 200, true)]
    [InlineData(EndpointRig.Host, 401, false)]
    [InlineData("mcp.internal", 200, false)]
    [InlineData("127.0.0.1", 200, false)]
    public async Task Analyse_AnswerWithoutACredential_IsFoundOutsideTheOwnNetwork(string host, int status, bool expected)
    {
        await using var rig = await EndpointRig.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var outcome = await rig.AnalyseAsync(Subject(new UriBuilder(rig.Address) { Host = host }.Uri));

        Assert.Equal(expected, outcome.Findings.Any(
            static finding => finding is { Rule: "open-to-strangers", Severity: Severity.Low }));
    }

    /// <summary>Each rule hits, and does not where it nearly would.</summary>
    [Theory]
    [InlineData("known-flaw")]
    [InlineData("no-encryption")]
    [InlineData("bad-certificate")]
    [InlineData("redirect")]
    [InlineData("open-to-strangers")]
    [InlineData("dangerous-method")]
    public async Task Analyse_EachRule_HitsAndNearlyHits(string rule)
    {
        var (hit, miss) = await RowAsync(rule);
        var known = Assert.Single(EndpointRules.All, known => known.Id == rule);

        Assert.Contains(Assert.Single(hit, finding => finding.Rule == rule).Severity, known.Severities);
        Assert.DoesNotContain(miss, finding => finding.Rule == rule);
    }

    [Fact]
    public void Rules_OfTheAnalyser_EachHaveARow() => Assert.Equal(
        EndpointRules.All.Select(static rule => rule.Id).Order(StringComparer.Ordinal),
        typeof(EndpointAnalyserTests).GetMethod(nameof(Analyse_EachRule_HitsAndNearlyHits))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(static row => (string)((InlineDataAttribute)row).Data[0]!).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Analyse_TraceThatAnswers_IsFound()
    {
        var findings = await AnalyseAsync(static context =>
        {
            context.Response.ContentType = context.Request.Method == "TRACE" ? "message/http" : "application/json";
            return context.Response.WriteAsync("{}");
        });

        Assert.Contains(findings, static finding => finding.Rule == "dangerous-method");
    }

    [Fact]
    public async Task Analyse_Request_CarriesNoCredential()
    {
        var headers = new List<string>();
        await AnalyseAsync(context =>
        {
            headers.AddRange(context.Request.Headers.Keys);
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        Assert.NotEmpty(headers);
        Assert.DoesNotContain("Authorization", headers);
        Assert.DoesNotContain("Cookie", headers);
    }

    [Fact]
    public async Task Analyse_PlainHttpWithCredential_IsHigh()
    {
        var subject = Subject(new("http://mcp.invalid/mcp")) with { HasCredentials = true };

        var outcome = await AnalyseAsync(subject);

        Assert.Equal(Severity.High, Assert.Single(outcome.Findings, static finding => finding.Rule == "no-encryption").Severity);
        Assert.Equal(AnalyserState.Ran, outcome.State);
        Assert.Contains("mcp.invalid", outcome.Reason, StringComparison.Ordinal);
    }

    /// <summary>What stays in the own network need not be encrypted, in whichever notation it is written.</summary>
    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("[fd12:3456::1]", false)]
    [InlineData("[::1]", false)]
    [InlineData("[::ffff:192.168.1.2]", false)]
    [InlineData("[::ffff:8.8.8.8]", true)]
    [InlineData("[2606:4700::1111]", true)]
    [InlineData("[fe80::1]", true)]
    [InlineData("[fd00:ec2::254]", true)]
    [InlineData("mcp", false)]
    [InlineData("mcp.internal", false)]
    [InlineData("mcp.localhost", false)]
    public void LacksEncryption_PlainHttp_IsSoOutsideTheOwnNetwork(string host, bool expected)
    {
        Assert.Equal(expected, EndpointAnalyser.LacksEncryption(new($"http://{host}:1/mcp")));
        Assert.False(EndpointAnalyser.LacksEncryption(new($"https://{host}:1/mcp")));
    }

    [Fact]
    public async Task Analyse_NoAddress_IsSkipped() =>
        Assert.Equal(AnalyserState.Skipped, (await AnalyseAsync(Subject(null))).State);

    [Theory]
    [InlineData("Figma MCP Server", "0.6.2", true)]
    [InlineData("Figma MCP Server", "0.6.3", false)]
    [InlineData("figma mcp server", "v0.6.2-beta", true)]
    [InlineData("Figma MCP Server", "nightly", false)]
    [InlineData("postmark-mcp", "1.0.0", false)]
    [InlineData("postmark-mcp", "1.0.15", false)]
    [InlineData("postmark-mcp", "1.0.16", true)]
    [InlineData("postmark-mcp", "1.0.18", true)]
    [InlineData("postmark-mcp", "2.1.1", false)]
    [InlineData("secure-filesystem-server", "0.2.0", false)]
    [InlineData("other", "0.0.1", false)]
    [InlineData(null, "0.0.1", false)]
    public void Find_ByNameAndVersion_KnowsFlaws(string? name, string version, bool expected) =>
        Assert.Equal(expected, KnownFlaws.Find(name, version) is not null);

    private static void AssertBadCertificate(AnalyserOutcome outcome)
    {
        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(("bad-certificate", Severity.High), (finding.Rule, finding.Severity));
        Assert.Equal(AnalyserState.Ran, outcome.State);
        Assert.Contains("certificate is not trusted", outcome.Reason, StringComparison.Ordinal);
    }

    private static async Task<(IReadOnlyList<Finding> Hit, IReadOnlyList<Finding> Miss)> RowAsync(string rule)
    {
        using var authority = new TestAuthority();
        using var valid = authority.Issue(EndpointRig.Host, days: 1);
        using var own = TestAuthority.SelfSigned(EndpointRig.Host);
        async Task<IReadOnlyList<Finding>> Of(RequestDelegate answer, X509Certificate2? certificate, string? version = null)
        {
            await using var rig = await EndpointRig.StartAsync(answer, certificate);
            var subject = Subject(rig.Address) with { ImplementationName = "Figma MCP Server", ImplementationVersion = version };
            return (await rig.AnalyseAsync(subject, authority.Certificate)).Findings;
        }

        return rule switch
        {
            "known-flaw" => (await Of(Refuse, valid, "0.6.2"), await Of(Refuse, valid, "0.6.3")),
            "no-encryption" => (await Of(Refuse, null), await Of(Refuse, valid)),
            "bad-certificate" => (await Of(Refuse, own), await Of(Refuse, valid)),
            "redirect" => (await Of(Send, valid), await Of(Refuse, valid)),
            "open-to-strangers" => (await Of(static _ => Task.CompletedTask, valid), await Of(Send, valid)),
            "dangerous-method" => (await Of(Echo("message/http"), valid), await Of(Echo("text/plain"), valid)),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = 401;
        return Task.CompletedTask;
    }

    private static Task Send(HttpContext context)
    {
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = "/mcp/";
        return Task.CompletedTask;
    }

    private static RequestDelegate Echo(string mediaType) => context =>
    {
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync("{}");
    };

    private static ScanSubject Subject(Uri? address) => ScanSets.Tool("text") with { Address = address };

    private static async Task<IReadOnlyList<Finding>> AnalyseAsync(RequestDelegate answer)
    {
        await using var service = WebApplication.CreateSlimBuilder().Build();
        service.Urls.Add("http://127.0.0.1:0");
        service.Run(answer);
        await service.StartAsync(TestContext.Current.CancellationToken);
        return (await AnalyseAsync(Subject(new(service.Urls.First() + "/mcp")))).Findings;
    }

    private static async Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject)
    {
        await using var services = new ServiceCollection().AddOutboundClient(
            EndpointAnalyser.ClientName, static _ => new() { Reach = OutboundReach.Stated }).BuildServiceProvider();
        var http = services.GetRequiredKeyedService<OutboundHttp>(EndpointAnalyser.ClientName);
        return await new EndpointAnalyser(http).AnalyseAsync(subject, TestContext.Current.CancellationToken);
    }
}
