using System.CommandLine;
using System.Globalization;
using AgentSupport.Gateway;
using AgentSupport.Llm;
using Microsoft.Extensions.Configuration;
using ReferenceAgent.Conversations;
using ReferenceAgent.Credentials;
using ReferenceAgent.Models;
using ReferenceAgent.Tools;

namespace ReferenceAgent;

/// <summary>The command line, and the parts that are made of it.</summary>
internal static class AgentCommand
{
    private const string DefaultRegistry = "http://127.0.0.1:7860/mcpgw/mcp";
    private const int DefaultRounds = 25;
    private const int MostRounds = 100;

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        string[] args, AgentConsole console, IConfiguration environment, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var command = new RootCommand(
            "Answers questions with tools that it finds at an MCP gateway, and calls them with your rights. "
            + "Settings: docs/guides/reference-agent.md");
        var options = new Options(environment);
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => StartAsync(() => options.Read(parsed), console, environment, time, cancellation));
        var result = command.Parse(args);
        if (result.Errors.Count > 0)
        {
            await console.Notes.WriteLineAsync(
                $"{string.Join(' ', result.Errors.Select(static error => error.Message))} Run with --help to see what there is.");
            return ExitCodes.Misused;
        }

        return await result.InvokeAsync(new() { Output = console.Output, Error = console.Notes }, cancellationToken);
    }

    private static async Task<int> StartAsync(
        Func<AgentSettings> read, AgentConsole console, IConfiguration environment, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var settings = read();
            using var token = GatewayTokens.From(settings, environment, console, time);
            using var model = ModelChoice.Create(settings, environment, time);
            await console.Notes.WriteLineAsync($"Model: {model.Name}. Gateway: {settings.GatewayUrl}");
            await token.PrepareAsync(cancellationToken);
            var journal = new Journal(console.Notes);
            await using var servers = new GatewayServers(settings.GatewayUrl, token, new(settings.TokensDirectory, time));
            using var agents = new GatewayClient(settings.GatewayUrl, token);
            var toolbox = new Toolbox(servers, new AgentCalls(agents, journal), journal);
            using var conversation = new Conversation(model.Client, toolbox, journal, console, settings.MaxRounds, time);
            return settings.UserQuery is { } query && !settings.IsInteractive
                ? await conversation.AnswerAsync(query, cancellationToken)
                : await Dialogue.RunAsync(conversation, console, settings.UserQuery, cancellationToken);
        }
        catch (Exception problem) when (problem is InvalidOperationException or GatewayException or ModelException)
        {
            await console.Notes.WriteLineAsync(problem.Message);
            return ExitCodes.Failed;
        }
    }

    /// <summary>The options, by the names of the reference's agent.</summary>
    private sealed class Options
    {
        private readonly Option<Uri?> _registry;
        private readonly Option<string?> _query = new("--user-query", "--message", "--prompt", "-p")
        {
            Description = "What to answer. Without it the agent talks with you.",
        };

        private readonly Option<bool> _interactive = new("--interactive", "-i")
        {
            Description = "Talk, beginning with --user-query when there is one.",
        };

        private readonly Option<string?> _provider = new("--provider")
        {
            Description = "Whose model: openai, litellm, anthropic, or rules for none at all. By default the one that there is a key for.",
        };

        private readonly Option<string?> _model = new("--model") { Description = "Name of the model, such as gpt-4o-mini." };

        private readonly Option<FileInfo?> _tokenFile = new("--token-file")
        {
            Description = "File with the gateway's token, as text or JSON. See the guide for the other ways.",
        };

        private readonly Option<bool> _signIn = new("--sign-in")
        {
            Description = "Sign in with your browser, also where there is another token. The sign-in is kept.",
        };

        private readonly Option<DirectoryInfo> _tokens = new("--oauth-tokens-dir")
        {
            Description = "Where tokens for the servers behind the gateway lie (…-egress.json), and your sign-in.",
            DefaultValueFactory = static _ => new(".oauth-tokens"),
        };

        private readonly Option<int> _rounds = new("--max-rounds")
        {
            Description = $"How often the model may ask for tools before it has to answer (1 to {MostRounds}).",
            DefaultValueFactory = static _ => DefaultRounds,
            CustomParser = static result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds)
                    && rounds is >= 1 and <= MostRounds)
                {
                    return rounds;
                }

                result.AddError($"--max-rounds must be from 1 to {MostRounds}.");
                return 0;
            },
        };

        public Options(IConfiguration environment)
        {
            _registry = new("--mcp-registry-url")
            {
                Description = $"Address of the gateway's registry server (MCP_REGISTRY_URL), {DefaultRegistry} when not set.",
                CustomParser = static result =>
                {
                    if (AddressOf(result.Tokens[0].Value) is { } url)
                    {
                        return url;
                    }

                    result.AddError(NoAddress("--mcp-registry-url"));
                    return null;
                },
            };
            Environment = environment;
        }

        public IEnumerable<Option> All => [_query, _interactive, _registry, _provider, _model, _tokenFile, _signIn, _tokens, _rounds];

        private IConfiguration Environment { get; }

        public AgentSettings Read(ParseResult parsed) => new()
        {
            RegistryUrl = parsed.GetValue(_registry) ?? Stated() ?? new(DefaultRegistry),
            UserQuery = parsed.GetValue(_query),
            IsInteractive = parsed.GetValue(_interactive),
            Provider = parsed.GetValue(_provider),
            Model = parsed.GetValue(_model),
            TokenFile = parsed.GetValue(_tokenFile),
            SignsIn = parsed.GetValue(_signIn),
            TokensDirectory = parsed.GetValue(_tokens)!,
            MaxRounds = parsed.GetValue(_rounds),
        };

        /// <exception cref="InvalidOperationException">
        /// It is no address. Another is not tried instead: the token would go to whoever listens there.
        /// </exception>
        private Uri? Stated()
        {
            string[] names = ["MCP_REGISTRY_URL", "GATEWAY_URL"];
            return Array.Find(names, name => !string.IsNullOrWhiteSpace(Environment[name])) is { } name
                ? AddressOf(Environment[name]) ?? throw new InvalidOperationException(NoAddress(name))
                : null;
        }

        private static Uri? AddressOf(string? text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

        private static string NoAddress(string key) => $"{key} must be an http or https address, such as {DefaultRegistry}.";
    }
}
