namespace McpGateway.Foundation.Settings;

/// <summary>Marks a setting whose value is shown to nobody, not even in part; only whether there is one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;
