using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>A tool of the registry's own server: what it is called and what it does for a caller.</summary>
internal sealed record McpgwTool(Tool Definition, Func<McpgwCall, CancellationToken, Task<CallToolResult>> Run)
{
    /// <param name="schema">JSON Schema of the arguments, as text.</param>
    public static McpgwTool Of(
        string name,
        string description,
        string schema,
        ToolAnnotations annotations,
        Func<McpgwCall, CancellationToken, Task<CallToolResult>> run) => new(
            new() { Name = name, Description = description, InputSchema = JsonElement.Parse(schema), Annotations = annotations }, run);

    public static ToolAnnotations Reads => new() { ReadOnlyHint = true, OpenWorldHint = false };

    public static ToolAnnotations Changes => new() { ReadOnlyHint = false, DestructiveHint = false, OpenWorldHint = false };

    public static ToolAnnotations Destroys => new() { ReadOnlyHint = false, DestructiveHint = true, OpenWorldHint = false };
}
