using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGateway.Cli.Mcp;

/// <summary>Calls tools and shows what they answered.</summary>
internal static class ToolResults
{
    /// <summary>Calls a tool; its progress goes to standard error.</summary>
    public static async Task<CallToolResult> CallAsync(
        CommandRun run, McpSession session, string server, string tool, IReadOnlyDictionary<string, object?> arguments,
        CancellationToken cancellationToken) =>
        await McpSession.ToldAsync(run, server, async () => await session.Client.CallToolAsync(
            tool, arguments, new ProgressLines(run.Output), cancellationToken: cancellationToken));

    /// <summary>The texts of a result, or all of it as JSON. A tool that failed ends the command with 1.</summary>
    public static void Show(CommandRun run, CallToolResult result)
    {
        if (run.Output.IsJson)
        {
            run.Output.Json(JsonSerializer.SerializeToElement(result, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult))));
        }
        else
        {
            foreach (var block in result.Content)
            {
                run.Output.Line(TextOf(block));
            }

            if (result.Content.Count == 0 && result.StructuredContent is { } structured)
            {
                run.Output.Line(structured.ToString());
            }
        }

        run.ExitCode = result.IsError == true ? ExitCodes.Failed : ExitCodes.Success;
    }

    private static string TextOf(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        ResourceLinkBlock link => $"[{link.Name}] {link.Uri}",
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
        ImageContentBlock image => $"[image, {image.MimeType}]",
        AudioContentBlock audio => $"[sound, {audio.MimeType}]",
        _ => $"[{block.Type}]",
    };

    private sealed class ProgressLines(Output output) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => output.Note(
            $"{value.Progress}{(value.Total is { } total ? $" of {total}" : "")} {value.Message}".TrimEnd());
    }
}
