using System.Text.Json;
using McpGateway.Cli.Mcp;

namespace McpGateway.Tests.Cli;

/// <summary>Values of <c>NAME=VALUE</c> for a tool whose schema is known, and for one whose is not.</summary>
public sealed class ToolArgumentTests
{
    private const string Schema =
        """
        {"properties":{"text":{"type":"string"},"maybe":{"anyOf":[{"type":"string"},{"type":"null"}]},"nullable":{"type":["string","null"]},
          "count":{"type":"integer"},"either":{"type":["string","integer"]},"any":true}}
        """;

    [Theory]
    [InlineData("text=42", "\"42\"")]
    [InlineData("text=true", "\"true\"")]
    [InlineData("text=null", "\"null\"")]
    [InlineData("text={\"a\":1}", "\"{\\u0022a\\u0022:1}\"")]
    [InlineData("text=\"42\"", "\"42\"")]
    [InlineData("text=", "\"\"")]
    [InlineData("maybe=2026", "\"2026\"")]
    [InlineData("nullable=2026", "\"2026\"")]
    [InlineData("count=42", "42")]
    [InlineData("either=42", "42")]
    [InlineData("any=42", "42")]
    [InlineData("other=42", "42")]
    [InlineData("other=\"42\"", "\"42\"")]
    public void Pair_WithASchema_IsReadByIt(string pair, string expected) => Assert.Equal(expected, Read(pair, Schema));

    [Theory]
    [InlineData("text=42", "42")]
    [InlineData("text=null", "null")]
    [InlineData("text=Paris", "\"Paris\"")]
    [InlineData("text=\"42\"", "\"42\"")]
    public void Pair_WithoutASchema_IsJsonOrText(string pair, string expected) => Assert.Equal(expected, Read(pair, null));

    private static string Read(string pair, string? schema)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        ToolArguments.AddPairs(arguments, [pair], schema is null ? null : JsonElement.Parse(schema));
        return JsonSerializer.Serialize(arguments.Values.Single());
    }
}
