namespace McpGateway.Foundation.Settings;

/// <summary>The configuration in force, for administrators.</summary>
public sealed class SettingsQueries(IEnumerable<SettingsPart> parts, GatewaySettings all)
{
    /// <summary>By key: the members of options, and what is set by the environment's names alone, such as identity providers.</summary>
    public Result<IReadOnlyList<Setting>> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return new Error(ErrorKind.Forbidden, "Only administrators see the configuration.");
        }

        var shown = parts.OrderBy(static part => part.Section, StringComparer.Ordinal).SelectMany(static part => part.Read()).ToList();
        var keys = shown.Select(static setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        shown.AddRange(EnvironmentNames.All.SelectMany(static name => name.Keys).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key => !keys.Contains(key))
            .Order(StringComparer.Ordinal)
            .Select(Read));
        return shown;
    }

    private Setting Read(string key)
    {
        var names = EnvironmentNames.For(key);
        var value = all.Text(key) ?? names.Select(static name => name.Default).FirstOrDefault(static value => value is not null) ?? "";
        return SettingsPart.Shown(key, value, names.Any(static name => name.IsSecret));
    }
}
