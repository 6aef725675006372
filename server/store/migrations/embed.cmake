# Embeds the numbered SQL files next to this one as the table that store/migrations.hpp declares.
file(GLOB steps CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.sql)
list(SORT steps)
set(AULA_MIGRATIONS "")
foreach(step ${steps})
    get_filename_component(name ${step} NAME_WE)
    string(REGEX MATCH "^[0-9]+" number ${name})
    math(EXPR version "${number}")
    file(READ ${step} text)
    file(SHA256 ${step} checksum)
    string(APPEND AULA_MIGRATIONS
        "    {${version}, \"${name}\", R\"sql(${text})sql\", \"${checksum}\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${step})
endforeach()
configure_file(
    ${CMAKE_CURRENT_LIST_DIR}/known_migrations.cpp.in ${PROJECT_BINARY_DIR}/generated/known_migrations.cpp @ONLY)
target_sources(aula_store PRIVATE ${PROJECT_BINARY_DIR}/generated/known_migrations.cpp)
