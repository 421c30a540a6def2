namespace McpGateway.Foundation.Settings;

/// <summary>Marks a setting whose value is never shown, not even in part; only whether it is set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;
