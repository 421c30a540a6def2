using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Settings;

/// <summary>
/// The settings of one options class, as they are in force. Read by reflection, and only when somebody looks. What is secret is marked so
/// (<see cref="SecretSettingAttribute"/>); options within options are shown by their members.
/// </summary>
public sealed class SettingsPart
{
    private readonly Func<object> _read;

    internal SettingsPart(string section, Type type, Func<object> read) => (Section, Type, _read) = (section, type, read);

    public string Section { get; }

    /// <summary>The options class.</summary>
    internal Type Type { get; }

    public IReadOnlyList<Setting> Read() => [.. MembersOf(Section, _read())];

    /// <summary>What is shown of an options class, in the order in which it is shown.</summary>
    internal static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.GetProperties()
        .Where(static property => property.CanRead && property.GetIndexParameters().Length == 0)
        .OrderBy(static property => property.Name, StringComparer.Ordinal);

    /// <summary>Whether a value has members that are settings of their own.</summary>
    internal static bool IsNested(Type type) =>
        type.IsClass && type.Namespace?.StartsWith(nameof(McpGateway), StringComparison.Ordinal) is true;

    private static IEnumerable<Setting> MembersOf(string prefix, object options) => PropertiesOf(options.GetType())
        .SelectMany(property => SettingsOf(
            $"{prefix}:{property.Name}", property.GetValue(options), property.IsDefined(typeof(SecretSettingAttribute))));

    private static IEnumerable<Setting> SettingsOf(string key, object? value, bool isSecret) => value switch
    {
        _ when isSecret => [Shown(key, TextOf(value), isSecret: true)],
        not null when IsNested(value.GetType()) => MembersOf(key, value),
        IEnumerable items and not string when items.Cast<object?>().Any(static item => item is not null && IsNested(item.GetType())) =>
            items.Cast<object?>().SelectMany((item, index) => SettingsOf($"{key}:{index}", item, isSecret: false)),
        _ => [Shown(key, TextOf(value), isSecret: false)],
    };

    /// <summary>A value as it may be seen.</summary>
    internal static Setting Shown(string key, string value, bool isSecret) => isSecret
        ? new(key, value.Length > 0 ? "set, not shown" : "not set", IsSecret: true)
        : new(key, WithoutUserInfo(value), IsSecret: false);

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(TextOf)),
        _ => value.ToString() ?? "",
    };

    /// <summary>An address may carry a password.</summary>
    private static string WithoutUserInfo(string text) =>
        text.Contains('@', StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.UserInfo.Length > 0
            ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString()
            : text;
}

/// <summary>One setting.</summary>
/// <param name="Key">The configuration key.</param>
/// <param name="Value">The value in force; of a secret only whether there is one.</param>
public sealed record Setting(string Key, string Value, bool IsSecret);

public static class SettingsServices
{
    /// <summary>Shows these options to administrators; secrets are marked with <see cref="SecretSettingAttribute"/>.</summary>
    public static IServiceCollection AddShownSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class =>
        services.AddSingleton(
            provider => new SettingsPart(section, typeof(TOptions), () => provider.GetRequiredService<IOptions<TOptions>>().Value));
}
