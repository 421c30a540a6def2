using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace ServerSupport;

/// <summary>Reads the arguments of a call, and says what is wrong with them by their names.</summary>
internal sealed class ToolArguments
{
    private readonly string[] _known;
    private readonly string[] _required;

    public ToolArguments(JsonElement schema)
    {
        _known = schema.TryGetProperty("properties", out var properties)
            ? [.. properties.EnumerateObject().Select(static property => property.Name)]
            : [];
        _required = schema.TryGetProperty("required", out var required)
            ? [.. required.EnumerateArray().Select(static name => name.GetString()!)]
            : [];
    }

    /// <exception cref="ToolException">They are not what the schema says.</exception>
    public T Read<T>(IDictionary<string, JsonElement>? arguments)
        where T : class
    {
        arguments ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        string[] problems =
        [
            .. arguments.Keys.Except(_known, StringComparer.Ordinal).Select(static name => $"there is no argument '{name}'"),
            .. _required.Where(name => !arguments.ContainsKey(name)).Select(static name => $"'{name}' is required"),
        ];
        if (problems.Length > 0)
        {
            throw Refusal(problems, $" The arguments are: {string.Join(", ", _known)}.");
        }

        var request = Parse<T>(arguments);
        problems = [.. LimitsBroken(request, "")];
        return problems.Length == 0 ? request : throw Refusal(problems, "");
    }

    private static T Parse<T>(IDictionary<string, JsonElement> arguments)
    {
        try
        {
            return JsonSerializer.SerializeToElement(arguments).Deserialize<T>(SampleJson.Options)!;
        }
        catch (JsonException problem)
        {
            var name = problem.Path is { Length: > 2 } path ? path[2..] : "arguments";
            throw Refusal([$"'{name}' is not what the tool's schema says"], "");
        }
    }

    /// <summary>Data annotations, those of nested records included.</summary>
    private static IEnumerable<string> LimitsBroken(object value, string prefix)
    {
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(value, new(value), broken, validateAllProperties: true);
        foreach (var result in broken)
        {
            var member = result.MemberNames.First();
            yield return (result.ErrorMessage ?? $"{member} is wrong").TrimEnd('.')
                .Replace($"The field {member} ", $"'{prefix}{NameOf(member)}' ", StringComparison.Ordinal);
        }

        var records = value.GetType().GetProperties()
            .Where(property => property.PropertyType.Assembly == value.GetType().Assembly && property.PropertyType.IsClass);
        foreach (var property in records)
        {
            if (property.GetValue(value) is { } nested)
            {
                foreach (var problem in LimitsBroken(nested, $"{prefix}{NameOf(property.Name)}."))
                {
                    yield return problem;
                }
            }
        }
    }

    private static string NameOf(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);

    private static ToolException Refusal(IEnumerable<string> problems, string more) =>
        new($"Invalid arguments: {string.Join("; ", problems)}.{more}");
}
