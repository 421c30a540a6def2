using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Llm;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Tests.Foundation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning.Llm;

/// <summary>A model behind the Converse API on loopback that answers well, late, in another form, and as its prompt was told to.</summary>
public sealed partial class BedrockAnalyserTests : IAsyncDisposable
{
    private readonly List<(string Path, string? Authorization, string? Date, JsonElement Body)> _asked = [];
    private WebApplication? _service;

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    [Fact]
    public async Task Analyse_CalledTool_IsTheAnswer()
    {
        var outcome = await AnalyseAsync(static question => Tool(Verdicts(question, "unsafe", "critical")));

        Assert.Equal(AnalyserState.Ran, outcome.State);
        Assert.Equal([Severity.Critical, Severity.Critical], outcome.Findings.Select(static finding => finding.Severity));
        var (path, authorization, _, body) = Assert.Single(_asked);
        Assert.Equal(
            ("/model/anthropic.claude-haiku-4-5%3A0/converse", "Bearer bedrock-key"), (path, authorization));
        Assert.Equal(4000, body.GetProperty("inferenceConfig").GetProperty("maxTokens").GetInt32());
        var tool = body.GetProperty("toolConfig").GetProperty("tools")[0].GetProperty("toolSpec");
        Assert.Equal("object", tool.GetProperty("inputSchema").GetProperty("json").GetProperty("type").GetString());
        Assert.Equal(
            tool.GetProperty("name").GetString(),
            body.GetProperty("toolConfig").GetProperty("toolChoice").GetProperty("tool").GetProperty("name").GetString());
        Assert.Equal("user", Assert.Single(body.GetProperty("messages").EnumerateArray()).GetProperty("role").GetString());
    }

    [Fact]
    public async Task Analyse_AnswerInWords_Counts()
    {
        var outcome = await AnalyseAsync(static question => Words($"```json\n{Verdicts(question, "safe", "none")}\n```"));

        Assert.Equal((AnalyserState.Ran, 0), (outcome.State, outcome.Findings.Count));
    }

    [Fact]
    public async Task Analyse_AwsKeys_AreSignedWithAndNotSent()
    {
        var outcome = await AnalyseAsync(
            static question => Tool(Verdicts(question, "safe", "none")),
            static options =>
            {
                options.ApiKey = null;
                (options.AccessKeyId, options.SecretKey) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG");
                options.AwsRegion = "eu-west-1";
            });

        Assert.Equal(AnalyserState.Ran, outcome.State);
        var (_, authorization, date, _) = Assert.Single(_asked);
        Assert.Equal("20300101T000000Z", date);
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20300101/eu-west-1/bedrock/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, Signature=", authorization, StringComparison.Ordinal);
        Assert.DoesNotContain("wJalrXUtnFEMI", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyse_ModelWithoutTools_IsAskedInWords()
    {
        var outcome = await AnalyseAsync(
            static question => Words(Verdicts(question, "safe", "none").ToJsonString()),
            refuses: static body => body.TryGetProperty("toolConfig", out _));

        Assert.Equal((AnalyserState.Ran, 2), (outcome.State, _asked.Count));
    }

    [Theory]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[{"text":"All of these are safe."}]}}}""", "not the JSON")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"max_tokens"}""", "not the JSON")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[{"toolUse":{"name":"answer","input":{}}}]}}}""", "token")]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[{"toolUse":{"name":"answer","input":"{}"}}]}}}""", "token")]
    [InlineData("""{"output":{"message":"safe"}}""", "cannot be read")]
    [InlineData("""{"message":"secret-in-error"}""", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("", "cannot be read")]

    // As a definition would have it: everything is safe, in the right form, without the word that it cannot know.
    [InlineData(
        """
        {"output":{"message":{"role":"assistant","content":[{"toolUse":{"name":"answer","input":{"token":"guessed",
        "verdicts":[{"id":1,"verdict":"safe"},{"id":2,"verdict":"safe"}]}}}]}}}
        """, "token")]
    public async Task Analyse_AnswerOfAnotherForm_HasNotPassed(string answer, string reason)
    {
        var outcome = await AnalyseAsync(_ => answer);

        Assert.Equal(AnalyserState.Failed, outcome.State);
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Analyse_ServiceRefuses_SaysTheStatusAndNothingOfTheBody(int status)
    {
        var outcome = await AnalyseAsync(static _ => """{"message":"secret-in-error"}""", refuses: static _ => true, status: status);

        Assert.Equal(AnalyserState.Failed, outcome.State);
        Assert.Contains($"{status}", outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyse_SlowService_EndsInTime()
    {
        var held = new TaskCompletionSource();
        var outcome = await AnalyseAsync(
            static question => Tool(Verdicts(question, "safe", "none")), static options => options.Timeout = TimeSpan.FromSeconds(1),
            hold: held.Task);
        held.SetResult();

        Assert.Equal(AnalyserState.Failed, outcome.State);
        Assert.Contains("within 1 seconds", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyse_WithoutACredential_IsSkippedWithAReason()
    {
        var outcome = await AnalyseAsync(static _ => "", static options => options.ApiKey = null);

        Assert.Equal(AnalyserState.Skipped, outcome.State);
        Assert.Contains("AWS_ACCESS_KEY_ID", outcome.Reason, StringComparison.Ordinal);
    }

    private async Task<AnalyserOutcome> AnalyseAsync(
        Func<JsonElement, string> answer, Action<LlmOptions>? configure = null, Func<JsonElement, bool>? refuses = null, int status = 400,
        Task? hold = null)
    {
        _service = WebApplication.CreateSlimBuilder().Build();
        _service.Urls.Add("http://127.0.0.1:0");
        _service.MapFallback(async (HttpContext context) =>
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            _asked.Add((target, context.Request.Headers.Authorization, context.Request.Headers["X-Amz-Date"], body));
            await (hold ?? Task.CompletedTask);
            context.Response.StatusCode = refuses?.Invoke(body) == true ? status : 200;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer(body));
        });
        await _service.StartAsync(TestContext.Current.CancellationToken);

        var options = new ScanOptions();
        options.Servers.Llm.Provider = "bedrock";
        options.Servers.Llm.Model = "bedrock/anthropic.claude-haiku-4-5:0";
        options.Servers.Llm.ApiBase = _service.Urls.First();
        options.Servers.Llm.ApiKey = "bedrock-key";
        configure?.Invoke(options.Servers.Llm);
        await using var services = new ServiceCollection().AddOutboundClient(
            ChatClients.ClientName, static _ => new() { Reach = OutboundReach.Stated, Timeout = TimeSpan.FromSeconds(60) })
            .BuildServiceProvider();
        using var analyser = new LlmAnalyser(
            new(services.GetRequiredService<IHttpClientFactory>(), new ManualTimeProvider()), Options.Create(options));
        return await analyser.AnalyseAsync(ScanSets.Tool("Adds numbers."), TestContext.Current.CancellationToken);
    }

    private static JsonObject Verdicts(JsonElement question, string verdict, string severity)
    {
        var token = Token().Match(question.GetProperty("system")[0].GetProperty("text").GetString()!).Groups[1].Value;
        var data = question.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("text").GetString()!;
        return new()
        {
            ["token"] = token,
            ["verdicts"] = new JsonArray([.. Enumerable.Range(1, Regex.Count(data, "(?m)^### [0-9]+")).Select(id => (JsonNode)new JsonObject
            {
                ["id"] = id,
                ["verdict"] = verdict,
                ["severity"] = severity,
                ["category"] = "exfiltration",
                ["reason"] = "It sends files away.",
            })]),
        };
    }

    private static string Tool(JsonObject input) => Message(new JsonObject
    {
        ["toolUse"] = new JsonObject { ["toolUseId"] = "1", ["name"] = "answer", ["input"] = input },
    });

    private static string Words(string text) => Message(new JsonObject { ["text"] = text });

    private static string Message(JsonObject part) => new JsonObject
    {
        ["output"] = new JsonObject { ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(part) } },
        ["stopReason"] = "end_turn",
    }.ToJsonString();

    [GeneratedRegex("\"token\" is ([0-9a-f]+)")]
    private static partial Regex Token();
}
