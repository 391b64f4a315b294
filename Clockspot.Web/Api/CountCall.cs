namespace Clockspot.Api;

/// <summary>Counts one call of a credential and writes what is left into the answer. 429 when none was left. The host answers, so that slices know none of it.</summary>
/// <param name="http">The request.</param>
/// <param name="caller">Who calls: counted by credential and by workspace.</param>
public delegate void CountCall(HttpContext http, Caller caller);
