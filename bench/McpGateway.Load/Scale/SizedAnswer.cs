using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpGateway.Load.Scale;

/// <summary>Answers of a size that the path states: <c>/list/N/mcp</c> has N tools, <c>/result/N/mcp</c> a result of N bytes.</summary>
internal static class SizedAnswer
{
    private static readonly ConcurrentDictionary<(string Kind, int Size), byte[]> Made = new();

    private static readonly string[] Required = ["account"];

    /// <returns>Null for other paths and methods.</returns>
    public static byte[]? For(string path, string body)
    {
        if (path.Split('/', StringSplitOptions.RemoveEmptyEntries) is not [var kind, var text, "mcp"]
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return null;
        }

        return kind switch
        {
            "list" when body.Contains("\"tools/list\"", StringComparison.Ordinal) => Upstream.WithId(Get("list", size), body),
            "result" when body.Contains("\"tools/call\"", StringComparison.Ordinal) => Get("result", size),
            _ => null,
        };
    }

    private static byte[] Get(string kind, int size) =>
        Made.GetOrAdd((kind, size), static key => key.Kind == "list" ? Tools(key.Size) : Result(key.Size));

    private static byte[] Tools(int count) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        jsonrpc = "2.0",
        id = 1,
        result = new
        {
            tools = Enumerable.Range(0, count).Select(static number => new
            {
                name = $"tool_{number}",
                description = $"Does what number {number} does, with an account and an amount, and says how it went.",
                inputSchema = new
                {
                    type = "object",
                    properties = new { account = new { type = "string" }, amount = new { type = "number" } },
                    required = Required,
                },
            }),
        },
    });

    private static byte[] Result(int bytes)
    {
        const string Head = """{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":" """;
        const string Tail = "\"}]}}";
        return Encoding.UTF8.GetBytes($"{Head}{new string('x', bytes)}{Tail}");
    }
}
