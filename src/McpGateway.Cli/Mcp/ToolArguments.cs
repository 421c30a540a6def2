using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Mcp;

/// <summary>Arguments of a tool: <c>name=value</c> pairs, or one JSON object.</summary>
internal sealed class ToolArguments
{
    private readonly Argument<string[]> _pairs = new("argument")
    {
        Description = "NAME=VALUE; the value is what the tool's schema says, otherwise JSON, or a text when it is none",
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

    /// <summary>Whether arguments are stated as pairs, which a schema helps to read.</summary>
    public bool HasPairs(CommandRun run) => run.Get(_pairs).Length > 0;

    /// <summary>The same values for a tool whose schema is known.</summary>
    public void Fit(Dictionary<string, object?> arguments, CommandRun run, JsonElement? schema) =>
        AddPairs(arguments, run.Get(_pairs), schema);

    public async Task<Dictionary<string, object?>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
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

        AddPairs(arguments, run.Get(_pairs), null);
        return arguments;
    }

    /// <summary>
    /// A text for an argument that is one is taken as typed, whatever it looks like; a value in JSON's quotation marks is a text
    /// whether or not the schema is known.
    /// </summary>
    public static void AddPairs(Dictionary<string, object?> arguments, IEnumerable<string> pairs, JsonElement? schema)
    {
        foreach (var pair in pairs)
        {
            var (name, text) = Pairs.Split(pair, "argument");
            var value = Pairs.Value(text);
            arguments[name] = value?.GetValueKind() != JsonValueKind.String && IsText(schema, name) ? JsonElement.Parse(Quoted(text))
                : value is null ? null
                : JsonElement.Parse(value.ToJsonString());
        }
    }

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    /// <summary>Whether the schema allows nothing but a text, or null beside it.</summary>
    private static bool IsText(JsonElement? schema, string name) =>
        schema is { ValueKind: JsonValueKind.Object } form && form.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var property)
        && TypesOf(property).ToArray() is var types && types.Contains("string", StringComparer.Ordinal)
        && types.All(static type => type is "string" or "null");

    private static IEnumerable<string> TypesOf(JsonElement form)
    {
        if (form.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        string[] unions = ["anyOf", "oneOf"];
        return form.TryGetProperty("type", out var type)
            ? type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(static one => one.ToString()) : [type.ToString()]
            : unions.Where(union => form.TryGetProperty(union, out var any) && any.ValueKind == JsonValueKind.Array)
                .SelectMany(union => form.GetProperty(union).EnumerateArray().SelectMany(TypesOf));
    }
}
