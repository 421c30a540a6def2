using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol.Server;
using ServerSupport;

namespace ExampleServer;

internal static class ExampleTools
{
    /// <summary>The reference states one time for all answers, so that they can be compared.</summary>
    private const string Timestamp = "2024-01-01T00:00:00Z";

    public static IReadOnlyList<McpServerTool> All { get; } =
    [
        new SampleTool<MessageRequest>(
            "example_tool", "Example",
            """
            Processes a message: upper case, and how long it is.

            Args:
                message: The message to process.

            Returns:
                The message, the processed message, its length and how many words it has.
            """,
            static (request, _) => Task.FromResult(ToolAnswers.Structured(new
            {
                original_message = request.Message,
                processed_message = request.Message.ToUpper(CultureInfo.InvariantCulture),
                message_length = request.Message.Length,
                word_count = request.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
                timestamp = Timestamp,
            }))),
        new SampleTool<EchoRequest>(
            "echo_tool", "Echo",
            """
            Says what it is told.

            Args:
                input_text: What to say.
                include_metadata: Whether to tell about the text and this server, too.

            Returns:
                The text, and what is to be told about it.
            """,
            static (request, _) => Task.FromResult(ToolAnswers.Structured(new
            {
                echo = request.InputText,
                success = true,
                metadata = request.IncludeMetadata
                    ? new { character_count = request.InputText.Length, server = "example-server", version = "1.0.0" }
                    : null,
            }))),
        new SampleTool<NoRequest>(
            "status_tool", "Status",
            """
            Tells how this server is.

            Returns:
                Name, version, status and the names of the tools.
            """,
            static (_, _) => Task.FromResult(ToolAnswers.Structured(new
            {
                server = "example-server",
                version = "1.0.0",
                status = "healthy",
                available_tools = (string[])["example_tool", "echo_tool", "status_tool"],
                timestamp = Timestamp,
            }))),
    ];

    private sealed record MessageRequest([property: Description("The message to process.")] string Message);

    private sealed record EchoRequest(
        [property: Description("What to say.")] string InputText,
        [property: Description("Whether to tell about the text and this server, too.")] bool IncludeMetadata = true);

    private sealed record NoRequest;
}
