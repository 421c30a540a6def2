using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn.CurrentTime;

/// <summary>The sample server <c>currenttime</c>: one tool, one prompt, one resource. Works at once on an empty machine.</summary>
internal sealed class CurrentTimeServer(TimeProvider time)
{
    public const string Name = "currenttime";

    private const string ToolName = "current_time_by_timezone";
    private const string PromptName = "system_prompt_for_agent";
    private const string ConfigUri = "config://app";
    private const string DefaultZone = "America/New_York";

    private static readonly Tool Clock = new()
    {
        Name = ToolName,
        Title = "Current time",
        Description = """
            Get the current time in a time zone.

            Args:
                tz_name: IANA name of the time zone, for example America/New_York or Europe/Paris.

            Returns:
                The time as YYYY-MM-DD HH:MM:SS TZ+HHMM, or a text that starts with "Error:".
            """,
        InputSchema = Schema("""
            {"type":"object","properties":{"tz_name":{"type":"string","default":"America/New_York",
            "description":"IANA name of the time zone, for example America/New_York or Europe/Paris."}}}
            """),
        Annotations = new() { ReadOnlyHint = true, OpenWorldHint = false },
    };

    private static readonly Prompt Instructions = new()
    {
        Name = PromptName,
        Description = "A system prompt for an agent that tells the time of a place.",
        Arguments = [new() { Name = "location", Description = "The place, for example Boston.", Required = true }],
    };

    private static readonly Resource Config = new()
    {
        Uri = ConfigUri,
        Name = "app",
        Description = "Static configuration of this server.",
        MimeType = "text/plain",
    };

    public McpServerOptions Describe() => new()
    {
        ServerInfo = new() { Name = Name, Version = "1.0.0", Title = "Current Time" },
        ServerInstructions = "Tells the current time in any time zone.",
        Capabilities = new() { Tools = new(), Prompts = new(), Resources = new() },
        Handlers = new()
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [Clock] }),
            CallToolHandler = (request, _) => ValueTask.FromResult(Call(request.Params)),
            ListPromptsHandler = (_, _) => ValueTask.FromResult(new ListPromptsResult { Prompts = [Instructions] }),
            GetPromptHandler = (request, _) => ValueTask.FromResult(Prompt(request.Params)),
            ListResourcesHandler = (_, _) => ValueTask.FromResult(new ListResourcesResult { Resources = [Config] }),
            ReadResourceHandler = (request, _) => ValueTask.FromResult(Read(request.Params)),
        },
    };

    private static JsonElement Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static GetPromptResult Prompt(GetPromptRequestParams? request)
    {
        if (request?.Name != PromptName)
        {
            throw new McpProtocolException($"Unknown prompt '{request?.Name}'.", McpErrorCode.InvalidParams);
        }

        var location = request.Arguments?.TryGetValue("location", out var given) == true && given.ValueKind == JsonValueKind.String
            ? given.GetString()
            : null;
        if (string.IsNullOrWhiteSpace(location))
        {
            throw new McpProtocolException("The argument 'location' is required.", McpErrorCode.InvalidParams);
        }

        var text = $"You are an assistant that tells the current time in {location}. Find the IANA time zone of the place, "
            + $"call the tool {ToolName} with it, and answer with the time it returns. "
            + "If it returns an error, say so and suggest a valid zone.";
        return new()
        {
            Description = Instructions.Description,
            Messages = [new() { Role = Role.User, Content = new TextContentBlock { Text = text } }],
        };
    }

    private static ReadResourceResult Read(ReadResourceRequestParams? request) => request?.Uri == ConfigUri
        ? new()
        {
            Contents = [new TextResourceContents { Uri = ConfigUri, MimeType = "text/plain", Text = $"default_timezone={DefaultZone}" }],
        }
        : throw new McpProtocolException($"Unknown resource '{request?.Uri}'.", McpErrorCode.InvalidParams);

    private CallToolResult Call(CallToolRequestParams? request)
    {
        if (request?.Name != ToolName)
        {
            throw new McpProtocolException($"Unknown tool '{request?.Name}'.", McpErrorCode.InvalidParams);
        }

        var zone = DefaultZone;
        if (request.Arguments?.TryGetValue("tz_name", out var given) == true && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.String)
            {
                return Text("Error: 'tz_name' must be a text such as 'America/New_York'.");
            }

            zone = given.GetString()!;
        }

        return Text(ZonedClock.Describe(time.GetUtcNow(), zone));
    }

    private static CallToolResult Text(string text) => new()
    {
        Content = [new TextContentBlock { Text = text }],
        IsError = text.StartsWith("Error:", StringComparison.Ordinal) ? true : null,
    };
}
