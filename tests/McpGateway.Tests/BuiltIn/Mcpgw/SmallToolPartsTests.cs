using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.BuiltIn.Mcpgw;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using ModelContextProtocol.Protocol;

namespace McpGateway.Tests.BuiltIn.Mcpgw;

/// <summary>The parts that the registry's tools are made of.</summary>
public sealed class SmallToolPartsTests
{
    public static TheoryData<string?, string> Schemas => new()
    {
        { null, "{}" },
        { "true", "{}" },
        { """{"properties":[]}""", "{}" },
        { """{"properties":{"a":{"type":"string"}}}""", """{"a":"<string>"}""" },
        { """{"properties":{"a":{"default":7}}}""", """{"a":7}""" },
        { """{"properties":{"a":{"const":{"x":[1]}}}}""", """{"a":{"x":[1]}}""" },
        { """{"properties":{"a":{"default":null,"type":"string"}}}""", """{"a":null}""" },
        { """{"properties":{"a":{"examples":["x","y"]},"b":{"enum":[2,3]},"c":{"enum":[]}}}""", """{"a":"x","b":2,"c":"<value>"}""" },
        { """{"properties":{"a":{"type":"object","required":["b"],"properties":{"b":{"type":"string"},"c":{}}}}}""",
            """{"a":{"b":"<string>"}}""" },
        { """{"properties":{"a":{"type":["string","null"]}}}""", """{"a":"<value>"}""" },
        { """{"properties":{"a":true,"b":{}}}""", """{"a":"<value>","b":"<value>"}""" },
        { """{"properties":{"a":{"type":"string"},"b":{"type":"number"}},"required":["b"]}""", """{"b":"<number>"}""" },
        { """{"properties":{"a":{}},"required":["gone"]}""", "{}" },
        { """{"properties":{"a":{},"b":{},"c":{},"d":{},"e":{}}}""", """{"a":"<value>","b":"<value>","c":"<value>","d":"<value>"}""" },
    };

    public static TheoryData<string, float?> Numbers => new()
    {
        { """{"progress":0.5}""", 0.5f },
        { """{"progress":-3}""", -3f },
        { """{"progress":1e30}""", 1e30f },
        { """{"progress":1e300}""", null },
        { """{"progress":"0.5"}""", null },
        { """{"progress":null}""", null },
        { "{}", null },
    };

    public static TheoryData<string, bool> Headers => new()
    {
        { "Authorization", true },
        { "X-Authorization", true },
        { "Cookie", true },
        { "X-Api-Key", true },
        { "X-Session-Id", true },
        { "X-Amz-Security-Token", true },
        { "X-Hub-Signature-256", true },
        { "x-client-secret", true },
        { "X-Auth-Method", false },
        { "X-Client-Id-Auth", false },
        { "User-Agent", false },
        { "X-User", false },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Template_Schema_ShowsWhatToFillIn(string? schema, string expected) =>
        Assert.Equal(expected, ToolAnswers.TextOf(ArgumentTemplate.Of(schema is null ? null : JsonElement.Parse(schema))));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Progress_Number_IsOneThatCanBeRelayed(string progress, float? expected) =>
        Assert.Equal(expected, ProgressRelay.Number(JsonElement.Parse(progress), "progress"));

    /// <summary>Text and structure say the same, whatever is in them.</summary>
    [Fact]
    public void Answer_AnyText_IsTheSameInBothForms() => Prop.ForAll<string>(text =>
    {
        // Half of a surrogate pair has no JSON form.
        var value = new string([.. (text ?? "").Where(letter => !char.IsSurrogate(letter))]);
        var answer = ToolAnswers.Of(new JsonObject { ["a"] = value });
        var written = Assert.IsType<TextContentBlock>(answer.Content[0]).Text;
        return answer.StructuredContent!.Value.GetProperty("a").GetString() == value
            && JsonNode.Parse(written)!["a"]!.GetValue<string>() == value;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ErrorKind.Forbidden, 403)]
    [InlineData(ErrorKind.NotFound, 404)]
    [InlineData(ErrorKind.Conflict, 409)]
    [InlineData(ErrorKind.Unprocessable, 422)]
    public void Refused_Error_HasItsStatusInBothForms(ErrorKind kind, int status)
    {
        var answer = ToolAnswers.Refused(new Error(kind, "why \"é\""));

        Assert.True(answer.IsError);
        Assert.Equal($"Error {status}: why \"é\"", Assert.IsType<TextContentBlock>(answer.Content[0]).Text);
        Assert.Equal(
            (false, status, "why \"é\""),
            (answer.StructuredContent!.Value.GetProperty("success").GetBoolean(), answer.StructuredContent.Value.GetProperty("status")
                .GetInt32(),
                answer.StructuredContent.Value.GetProperty("error").GetString()));
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Debug_Header_IsMaskedWhenItMayBeACredential(string name, bool isMasked)
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation(name, "the value");
        foreach (var tool in DebugTools.Tools)
        {
            var answer = await tool.Run(Call(request), TestContext.Current.CancellationToken);

            Assert.Equal(isMasked ? "***MASKED***" : "the value", answer.StructuredContent!.Value.GetProperty("headers").GetProperty(name)
                .GetString());
            Assert.Equal(isMasked,
                !Assert.IsType<TextContentBlock>(answer.Content[0]).Text.Contains("the value", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("gw.example", "https", "192.0.2.7", "https gw.example 192.0.2.7")]
    [InlineData("gw.example", null, "no address", "http gw.example ")]
    [InlineData("gw.example", "https", null, "https gw.example ")]
    [InlineData(null, "https", "192.0.2.7", "http localhost ")]
    public void Origin_OfTheCall_IsWhatTheGatewaySaysOfIt(string? host, string? scheme, string? address, string expected)
    {
        using var request = new HttpRequestMessage();
        foreach (var (name, value) in new[] { ("X-Forwarded-Host", host), ("X-Forwarded-Proto", scheme), ("X-Forwarded-For", address) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var origin = Call(request).Origin;

        Assert.Equal(expected, $"{origin.Scheme} {origin.Host} {origin.Address}");
    }

    [Fact]
    public async Task StreamedContent_Disposed_TellsTheWriterOnce()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        var content = new StreamedContent(pipe.Reader);
        Assert.False(content.ReaderGone.IsCancellationRequested);

        content.Dispose();
        content.Dispose();

        Assert.True(content.ReaderGone.IsCancellationRequested);
        Assert.True((await pipe.Writer.WriteAsync(new byte[1], TestContext.Current.CancellationToken)).IsCompleted);
    }

    private static McpgwCall Call(HttpRequestMessage request) => new()
    {
        Caller = new Caller
        {
            UserName = "ada",
            Subject = "local:ada",
            Groups = ["g"],
            Scopes = ["s"],
            AuthMethod = "test",
            Provider = "local",
            Permissions = CallerPermissions.None,
        },
        Arguments = new(null),
        Headers = request.Headers,
        Connection = new ProxyCaller { Subject = "s", UserName = "u", ClientId = "", Scopes = "", AuthMethod = "", Principal = "p" },
    };
}
