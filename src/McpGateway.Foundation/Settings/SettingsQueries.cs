namespace McpGateway.Foundation.Settings;

/// <summary>The configuration in force, for administrators.</summary>
public sealed class SettingsQueries(IEnumerable<SettingsPart> parts)
{
    public Result<IReadOnlyList<Setting>> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Permissions.IsAdmin
            ? parts.OrderBy(static part => part.Section, StringComparer.Ordinal).SelectMany(static part => part.Read()).ToArray()
            : new Error(ErrorKind.Forbidden, "Only administrators see the configuration.");
    }
}
