# Puts the notices together: Aula's own licence, everything in list.txt, and what the web client holds (web/build.mjs
# writes that). They go into the program as one text.

# The heading of one notice.
function(aula_licenses_heading output name)
    string(REPEAT "=" 80 rule)
    set(${output} "\n${rule}\n${name}\n${rule}\n\n" PARENT_SCOPE)
endfunction()

# Writes the text to `file`; `client` is the file of the client's notices, which may be missing.
function(aula_licenses file client)
    set(folder ${PROJECT_SOURCE_DIR}/server/licenses)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/LICENSE ${folder}/list.txt)
    file(READ ${PROJECT_SOURCE_DIR}/LICENSE text)
    file(WRITE ${file}.new "Aula\n\n${text}\nAula contains, or is linked to, the following.\n")
    file(STRINGS ${folder}/list.txt lines REGEX "^[^#]")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^([^ |]+) *\\| *([^|]*[^ |])" line "${line}")
        set(notice ${folder}/${CMAKE_MATCH_1}.txt)
        aula_licenses_heading(heading "${CMAKE_MATCH_2}")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${notice})
        file(READ ${notice} text)
        file(APPEND ${file}.new "${heading}${text}")
    endforeach()
    if(EXISTS ${client})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${client})
        file(READ ${client} text)
        file(APPEND ${file}.new "${text}")
    endif()
    configure_file(${file}.new ${file} COPYONLY)
endfunction()
