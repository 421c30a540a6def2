using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Access;

/// <summary>Something that is to be allowed, as another page hands it to the editor by the address. Pure.</summary>
/// <param name="User">Whose refused call it was; null when it is for a group that is still to be chosen.</param>
/// <param name="Method">Null for calls of tools.</param>
/// <param name="Tool">Null for every tool.</param>
internal sealed record AccessWish(string? User, string Server, string? Method, string? Tool)
{
    /// <returns>Null for an address that asks for nothing.</returns>
    public static AccessWish? Of(string? user, string? server, string? method, string? tool) =>
        server?.Trim('/') is { Length: > 0 } named ? new(Given(user), named, Given(method), Given(tool)) : null;

    public string Text =>
        $"{(Tool is { } tool ? $"“{SafeText.Show(tool)}” at " : "")}{SafeText.Show(Server)}"
        + (User is { } user ? $" for {SafeText.Show(user)}" : "");

    /// <summary>The address of a group's editor that has this filled in.</summary>
    public string Into(string group) => AccessLinks.Allow(Server, User, Method, Tool, group);

    /// <summary>Adds what is missing to the rules: to the one for the server if there is one, as a new one otherwise.</summary>
    /// <returns>The rule that was changed or added.</returns>
    public RuleFields FillInto(ICollection<RuleFields> rules, IReadOnlyList<string> methods)
    {
        var rule = rules.FirstOrDefault(known => known.Server.Trim().Trim('/') == Server);
        if (rule is null)
        {
            rules.Add(rule = new() { Server = Server });
        }

        var wanted = Method is { } method ? methods.Append(method) : methods;
        rule.Methods = With(rule.Methods, [.. wanted]);
        rule.Tools = With(rule.Tools, Tool is { } tool ? [tool] : rule.Tools.Length > 0 ? [] : ["*"]);
        return rule;
    }

    /// <summary>A server that is granted is seen in lists, too; a single refused call asks for no more than that call.</summary>
    public string Listed(string listed) => User is null ? With(listed, [Server]) : listed;

    private static string With(string text, IReadOnlyList<string> names)
    {
        var there = RuleFields.Split(text);
        return there.Contains("*") || there.Contains("all") ? text : RuleFields.Join([.. there.Union(names, StringComparer.Ordinal)]);
    }

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}
