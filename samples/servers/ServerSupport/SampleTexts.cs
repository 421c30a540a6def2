using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ServerSupport;

/// <summary>Prompts and resources that are plain texts.</summary>
public static class SampleTexts
{
    /// <summary>A resource at <c>config://app</c>, which every sample has.</summary>
    public static McpServerResource Config(string text) => Resource("config://app", "app", "Static configuration of this server.", text);

    public static McpServerResource Resource(string uri, string name, string description, string text) =>
        new TextResource(uri, name, description, text);

    /// <summary>The prompt <c>system_prompt_for_agent</c>, with one argument.</summary>
    public static McpServerPrompt SystemPrompt(string description, string argument, string meaning, Func<string, string> write) =>
        new TextPrompt(description, argument, meaning, write);

    private sealed class TextResource(string uri, string name, string description, string text) : McpServerResource
    {
        public override Resource ProtocolResource => new() { Uri = uri, Name = name, Description = description, MimeType = "text/plain" };

        public override ResourceTemplate ProtocolResourceTemplate =>
            new() { UriTemplate = uri, Name = name, Description = description, MimeType = "text/plain" };

        public override IReadOnlyList<object> Metadata => [];

        public override bool IsMatch(string uriToMatch) => uriToMatch == uri;

        public override ValueTask<ReadResourceResult> ReadAsync(
            RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken = default) =>
            new(new ReadResourceResult { Contents = [new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = text }] });
    }

    private sealed class TextPrompt(string description, string argument, string meaning, Func<string, string> write) : McpServerPrompt
    {
        public override Prompt ProtocolPrompt => new()
        {
            Name = "system_prompt_for_agent",
            Description = description,
            Arguments = [new() { Name = argument, Description = meaning, Required = true }],
        };

        public override IReadOnlyList<object> Metadata => [];

        public override ValueTask<GetPromptResult> GetAsync(
            RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(request);
            var given = request.Params?.Arguments?.TryGetValue(argument, out var value) == true ? value.ToString() : "";
            return string.IsNullOrWhiteSpace(given)
                ? throw new McpProtocolException($"The argument '{argument}' is required.", McpErrorCode.InvalidParams)
                : new(new GetPromptResult
                {
                    Description = description,
                    Messages = [new() { Role = Role.User, Content = new TextContentBlock { Text = write(given) } }],
                });
        }
    }
}
