namespace McpGateway.Web.Components.Picking;

/// <summary>The text of a field into which names are picked: one, or several between commas. Pure.</summary>
internal static class PickText
{
    /// <summary>How many are offered at a time: more are found by typing.</summary>
    public const int Most = 50;

    /// <summary>The name that is being typed: what follows the last comma.</summary>
    public static string Typed(string text, bool isMany) =>
        (isMany ? text[(text.LastIndexOf(',') + 1)..] : text).Trim();

    /// <summary>Whether the field has the name already.</summary>
    public static bool Has(string text, string name, bool isMany) =>
        isMany ? Names(text).Contains(name, StringComparer.Ordinal) : text.Trim() == name;

    /// <summary>The text after a name was picked. Picked again it goes.</summary>
    /// <param name="isTyping">What follows the last comma was typed to find the name, which takes its place.</param>
    public static string Pick(string text, string name, bool isMany, bool isTyping)
    {
        if (!isMany)
        {
            return name;
        }

        if (Has(text, name, isMany))
        {
            return string.Join(", ", Names(text).Where(other => other != name));
        }

        var before = isTyping ? text[..Math.Max(0, text.LastIndexOf(','))] : text;
        return string.Join(", ", [.. Names(before), name]);
    }

    /// <summary>The options that have what is typed in them; those that begin so first, then the other names, then hints.</summary>
    /// <param name="typed">Empty for all.</param>
    /// <returns>At most <see cref="Most"/>, and how many there are in all.</returns>
    public static (IReadOnlyList<PickOption> Shown, int All) Find(IReadOnlyList<PickOption> options, string typed)
    {
        var found = options.Where(option => typed.Length == 0
            || option.Value.Contains(typed, StringComparison.OrdinalIgnoreCase)
            || option.Hint.Contains(typed, StringComparison.OrdinalIgnoreCase)).ToArray();
        return (
            [
                .. found.OrderByDescending(option => option.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                    .ThenByDescending(option => option.Value.Contains(typed, StringComparison.OrdinalIgnoreCase)).Take(Most),
            ],
            found.Length);
    }

    public static IReadOnlyList<string> Names(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
