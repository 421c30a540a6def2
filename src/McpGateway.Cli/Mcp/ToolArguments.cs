using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Mcp;

/// <summary>Arguments of a tool: <c>name=value</c> pairs, or one JSON object.</summary>
internal sealed class ToolArguments
{
    private readonly Argument<string[]> _pairs = new("argument")
    {
        Description = "NAME=VALUE; the value is JSON, or a text when it is none",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _json = new("--args")
    {
        Description = "all arguments as a JSON object, @file or @- for standard input",
    };

    public void AddTo(Command command)
    {
        command.Add(_pairs);
        command.Add(_json);
    }

    public async Task<IReadOnlyDictionary<string, object?>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (run.Get(_json) is { } stated)
        {
            var text = stated.StartsWith('@') ? await InputFiles.ReadAsync(run, stated[1..], cancellationToken) : stated;
            foreach (var (name, value) in InputFiles.AsObject(InputFiles.ParseJson(text, "--args"), "--args"))
            {
                arguments[name] = value is null ? null : JsonElement.Parse(value.ToJsonString());
            }
        }

        AddPairs(arguments, run.Get(_pairs));
        return arguments;
    }

    public static void AddPairs(Dictionary<string, object?> arguments, IEnumerable<string> pairs)
    {
        foreach (var pair in pairs)
        {
            var (name, text) = Pairs.Split(pair, "argument");
            arguments[name] = Pairs.Value(text) is { } value ? JsonElement.Parse(value.ToJsonString()) : null;
        }
    }
}
