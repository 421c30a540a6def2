using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ReferenceAgent.Tools;

/// <summary>
/// A tool of the model that says what is wrong with a call: otherwise the model reads that it failed, and nothing more, and the user hears
/// nothing at all.
/// </summary>
/// <param name="tool">What is called in the end.</param>
/// <param name="journal">Tells the user.</param>
/// <param name="others">Other names of arguments: those that the reference's agent and the finder's answers have.</param>
/// <param name="ignored">Arguments that the reference's agent takes, and that count for nothing here.</param>
internal sealed class CheckedFunction(
    AIFunction tool, Journal journal, IReadOnlyDictionary<string, string> others, IReadOnlySet<string> ignored)
    : DelegatingAIFunction(tool)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        PutRight(arguments);
        if (ProblemOf(arguments) is { } problem)
        {
            return await FailAsync(problem);
        }

        try
        {
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        }
        catch (Exception fault) when (fault is ArgumentException or JsonException or FormatException)
        {
            return await FailAsync($"The arguments cannot be read: {fault.Message} {Allowed()}");
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync($"It broke off: {fault.Message}");
        }
    }

    private void PutRight(AIFunctionArguments arguments)
    {
        foreach (var (other, name) in others)
        {
            if (arguments.Remove(other, out var value) && !IsThere(arguments, name))
            {
                arguments[name] = value;
            }
        }

        foreach (var name in ignored)
        {
            arguments.Remove(name);
        }
    }

    private string? ProblemOf(AIFunctionArguments arguments)
    {
        string[] problems =
        [
            .. arguments.Keys.Except(Names(), StringComparer.Ordinal).Select(static name => $"there is no argument '{name}'"),
            .. Required().Where(name => !IsThere(arguments, name)).Select(static name => $"'{name}' is required"),
            .. arguments.Where(argument => IsText(argument.Key) && argument.Value is not (null or string) && !IsTextOrNull(argument.Value))
                .Select(static argument => $"'{argument.Key}' must be a text"),
        ];
        return problems.Length == 0 ? null : $"Invalid arguments: {string.Join("; ", problems)}. {Allowed()}";
    }

    private string Allowed()
    {
        var required = Required().ToArray();
        var names = Names().Select(name => required.Contains(name, StringComparer.Ordinal) ? $"{name} (required)" : name);
        return $"{Name} takes {string.Join(", ", names)}.";
    }

    private IEnumerable<string> Names() => JsonSchema.TryGetProperty("properties", out var properties)
        ? properties.EnumerateObject().Select(static property => property.Name)
        : [];

    private IEnumerable<string> Required() => JsonSchema.TryGetProperty("required", out var names)
        ? names.EnumerateArray().Select(static name => name.ToString())
        : [];

    private bool IsText(string name) =>
        JsonSchema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var form)
        && form.ValueKind == JsonValueKind.Object && form.TryGetProperty("type", out var type) && type.ToString() == "string";

    private static bool IsTextOrNull(object value) => value is JsonElement { ValueKind: JsonValueKind.String or JsonValueKind.Null };

    private static bool IsThere(AIFunctionArguments arguments, string name) =>
        arguments.TryGetValue(name, out var value) && value is not (null or JsonElement { ValueKind: JsonValueKind.Null });

    private async Task<string> FailAsync(string problem) => await journal.EndAsync(Name, ToolOutcome.Failed(problem));
}
