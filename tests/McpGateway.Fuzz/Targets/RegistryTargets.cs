using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Importing;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Fuzz.Targets;

/// <summary>The import of server documents.</summary>
internal sealed class ServerImportTarget : FuzzTarget
{
    public override string Name => "import";

    public override long BytesPerByte => 3000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"servers\":[", "\"server_state\":{\"/a\":true}", "\"server_name\":\"a\"", "\"path\":\"/a\"", "\"proxy_pass_url\":\"http://a\"",
        "\"tags\":[\"x\"]",
        "\"num_tools\":1e10", "\"num_stars\":4.5", "\"headers\":[{\"A\":\"b\"}]", "\"tool_list\":[{\"name\":\"t\"}]", "\"_meta\":{}",
        "\"rating_details\":[{\"user\":\"u\",\"rating\":3}]", "\"supported_transports\":[\"sse\"]", "null", "{", "}", "[", "]", ",",
    ];

    public override int Run(byte[] input)
    {
        var read = ImportRequest.Read(Encoding.UTF8.GetString(input));
        if (!read.IsSuccess)
        {
            return read.Error.Detail.Length;
        }

        var fingerprint = new HashCode();
        foreach (var server in read.Value.Servers.Take(50))
        {
            var document = new ImportDocument(server, read.Value.States);
            var registration = document.Read();
            Require(document.Problems.Count > 0 || registration.Path.Length > 0, "a server has a path or a problem");
            Require(document.Problems.All(static problem => problem.Message.Length > 0), "a problem says what is wrong");
            fingerprint.Add(
                (document.Problems.Count > 2, document.Problems.Count > 0 ? document.Problems[0].Field : "", registration.IsEnabled,
                registration.Headers?.Count));
        }

        return fingerprint.ToHashCode();
    }
}

/// <summary>What a server says about its tools, and its merge into what is known: found twice, it has not changed.</summary>
internal sealed class ToolMergeTarget : FuzzTarget
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override string Name => "tools";

    public override long BytesPerByte => 6000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"tools\":[", "{\"name\":\"a\",\"description\":\"d\",\"inputSchema\":{}}", "\"inputSchema\":{\"type\":\"object\"}",
        "\"outputSchema\":{}", "\"title\":\"t\"",
        "\"annotations\":{\"readOnlyHint\":true}", "\"nextCursor\":\"c\"", "1e400", "null", "{", "}", "[", "]", ",", "\"name\":\"b\"",
    ];

    public override int Run(byte[] input)
    {
        if (Parse(input) is not { } result)
        {
            return 0;
        }

        ToolRecord[] tools = [.. ToolReader.Read(result).DistinctBy(tool => tool.Name)];
        Require(Array.TrueForAll(tools, tool => tool.Name.Length is > 0 and <= 256 && !tool.HasChanged),
            "a tool that was found is as it was found");
        var first = ToolMerge.Apply(null, Found(tools), Now, PinRules.Off)!;
        Require(ToolMerge.Apply(first, Found(tools), Now, PinRules.Off) is null, "found twice, nothing has changed");
        var without = ToolMerge.Apply(first, Found([.. tools.Skip(1)]), Now, PinRules.Off);
        Require(without is null == (tools.Length == 0), "a tool that is gone is a change");
        var back = without is null ? first : ToolMerge.Apply(without, Found(tools), Now, PinRules.Off);
        Require(back is null || back.Tools.All(tool => !tool.HasChanged), "a tool that comes back as it was needs no approval");
        return HashCode.Combine(Math.Min(tools.Length, 8), ToolReader.NextCursor(result) is null,
            tools.FirstOrDefault()?.OutputSchema is null);
    }

    private static FoundTools Found(IReadOnlyList<ToolRecord> tools) => new(tools, "n", "1", null, "2025-06-18");

    private static JsonNode? Parse(byte[] input)
    {
        try
        {
            // A result that cannot be read at all fails the check of the server.
            var parsed = JsonNode.Parse(input);
            _ = (parsed as JsonObject)?.Count;
            _ = ToolReader.NextCursor(parsed);
            return parsed;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
