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
